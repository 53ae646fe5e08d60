"""Whole journeys against the real processes that `guichet run` starts."""
