"""Operators that pull screens over HTTP, each in its own spelling: one adapter, a table of profiles."""
