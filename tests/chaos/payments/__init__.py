"""A whole town paying through operators that fail, workers that die and rows that get lost, in simulated time.

A run is told by its seed: `python -m tests.chaos.payments --seed 1 --batch 7` tells one batch again.
"""

# What `make chaos` runs. Any other: `python -m tests.chaos.payments --seed S --count N`.
SEED = 20260207
COUNT = 20_000
# Payments that begin within one quarter of an hour and are followed for a day.
BATCH = 500
