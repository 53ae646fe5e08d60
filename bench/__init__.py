"""Measurements, side by side in one run; they print and never assert a time."""
