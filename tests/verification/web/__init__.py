"""The public pages and the offline reader, in a real browser."""
