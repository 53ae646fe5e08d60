"""Tests of the demo's data: its people, its month, and that both stay out of production."""
