"""What goes wrong, and how often: one table for each thing that is drawn. The words are the operator's methods."""

from collections.abc import Mapping
from random import Random

# How a charge is answered. In "lost", "error_taken", "unreached_taken" the operator has it and does not say so.
REQUEST: Mapping[str, float] = {
    "well": 64, "paid_before_reply": 5, "lost": 6, "error_taken": 3, "error": 3, "unreached": 4,
    "unreached_taken": 1, "paced": 2, "declined": 3, "misconfigured": 1, "hidden": 4, "hidden_lost": 2,
    "other_worker": 2,
}  # fmt: skip
# How a question is answered. From "amount" on the operator says something that is not so.
ASK: Mapping[str, float] = {
    "well": 84, "silent": 4, "error": 2, "unreached": 2, "paced": 1, "other_worker": 1.5,
    "amount": 1, "currency": 0.5, "payer": 0.5, "reference": 0.5, "no_id": 0.5, "id_of_another": 0.5,
    "stale": 1, "absent": 1,
}  # fmt: skip
# What becomes of a charge that the operator has.
FATE: Mapping[str, float] = {
    "approved": 76, "refused": 8, "ignored": 10, "slow": 4, "debited_twice": 1, "other_amount": 1,
}  # fmt: skip
# Callbacks of one decision, as the delays in seconds after which each comes.
CALLBACKS: Mapping[tuple[int, ...], float] = {
    (): 20, (1,): 30, (4,): 20, (2, 2): 8, (1, 30): 7, (90,): 5, (1200,): 5, (3600, 3700): 5,
}  # fmt: skip
# What a payer does at an operator whose code is dialled.
DIALLED: Mapping[str, float] = {"exact": 70, "never": 12, "other_amount": 6, "twice": 6, "other_phone": 6}
# Shares of all payments.
LATE_SUCCESS = 0.12
TAKEN_BACK = 0.01
FORGED = 0.04
LOST_ROW = 0.01
REPEATED_ROW = 0.02
# Of the lives of a worker; what is done seldom dies more often, so that each of its points is reached.
DEATH = 0.06
DEATHS: Mapping[str, float] = {
    "another worker": 0.3,
    "reversal": 0.4,
    "seal": 0.3,
    "receive": 0.1,
    "sweep": 0.03,
}
OUTAGES_MAX = 2
OUTAGES_S = (60, 60, 300, 300, 1200, 5400)


def draw(rng: Random, table: Mapping[str, float]) -> str:
    """One word of ``table`` by its weights."""
    return rng.choices(list(table), weights=list(table.values()))[0]


def draw_delays(rng: Random) -> tuple[int, ...]:
    """The callbacks of one decision."""
    return rng.choices(list(CALLBACKS), weights=list(CALLBACKS.values()))[0]
