"""The real processes among hostile operators: faults at random, payers by USSD, the operators' own books, the proof.

Told by a seed, but not replayable to the letter: real processes race each other.
"""

SEED = 20260207
# Two minutes are some hundreds of payments and every fault of every operator several times.
HOSTILE_S = 120
