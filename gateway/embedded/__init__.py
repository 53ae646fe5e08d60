"""PostgreSQL and Valkey started from PyPI wheels, for whoever has set no URL of their own."""
