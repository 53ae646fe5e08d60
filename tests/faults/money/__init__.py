"""Faults and bad input of payments that need several rooms at once. What one room proves is in tests/payments."""
