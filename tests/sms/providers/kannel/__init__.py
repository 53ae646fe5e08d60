"""What only Kannel knows."""
