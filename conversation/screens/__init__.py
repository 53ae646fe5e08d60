"""The screens, one file each, and their table."""
