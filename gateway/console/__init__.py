"""What each room of the console is handed: one file a room, joined in `parts.py`."""
