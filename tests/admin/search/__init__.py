"""The search and the one screen of a citizen."""
