"""A whole town paying through operators that fail, workers that die and rows that get lost, in simulated time.

A run is told by its seed: `python -m tests.chaos.payments --seed 1 --batch 7` tells one batch again.
"""

# What `make chaos` runs: some five minutes of two quiet cores. For more see `__main__.py`.
SEED = 20260207
COUNT = 5_000
# Payments that begin within one quarter of an hour and are followed for a day.
BATCH = 500
