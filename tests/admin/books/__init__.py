"""The books room of the console."""
