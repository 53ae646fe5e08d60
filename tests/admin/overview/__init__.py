"""The overview, what is stuck, and the first page."""
