"""A month of the demo's past: planned from a seed, then lived again through the rooms' own functions, step by step."""
