"""A citizen's request to an administration and its whole story. No HTTP, and no SQL of another room."""
