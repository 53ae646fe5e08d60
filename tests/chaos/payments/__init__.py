"""A whole town paying through operators that fail, workers that die and rows that get lost, in simulated time.

A run is told by its seed: `python -m tests.chaos.payments --seed 1 --batch 7` tells one batch again.
"""

# What `make chaos` runs, and `__main__.py` when it is not told otherwise.
SEED = 20260207
COUNT = 100_000
# Payments that begin within one quarter of an hour and are followed for a day. Ticks and claims are shared by all of
# a batch, so that large ones cost less a payment; a batch of 2,000 is a minute or two of one core.
BATCH = 2_000
