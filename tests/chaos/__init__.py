"""The slow proofs: whole processes stalled or starved. `make chaos` runs them."""
