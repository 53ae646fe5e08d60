"""GSMA Mobile Money API 1.2."""
