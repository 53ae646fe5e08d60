"""Administrations, one directory each."""
