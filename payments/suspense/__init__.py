"""Recettes a classer: money that came with no reference, and how it finds its invoice."""
