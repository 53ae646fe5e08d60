"""What is under way when the demo opens: payments in doubt, and the last moment, which hands over to the real world."""

from datetime import timedelta

from gateway.demo.month.citizen import Citizen
from gateway.demo.month.moment import Moment, Subject
from gateway.demo.month.planned import Planned
from gateway.demo.month.requests import KINDS, answers

DOUBTS = 3
# Moov answers "pending" of a charge that it does not judge: a doubt lasts until a statement or a person ends it.
RAIL, NETWORK, SERVICE = "moov", "61602", 23
ASKED_AFTER_MIN = (6, 9, 25)
# The overview sums eight days at once, of one country after the other: 93 of each.
SUMS = 26


def doubts(plan: Planned) -> None:
    """Charges that Moov never answered, of the last hours."""
    kind = next(each for each in KINDS if each.service == SERVICE)
    payers = [each for each in plan.citizens["BJ"] if each.network.code == NETWORK]
    for number in range(DOUBTS):
        at = plan.anchor - timedelta(minutes=70 + 95 * number, seconds=plan.draw.randrange(60))
        citizen: Citizen = plan.draw.choice(payers)
        subject = Subject(citizen, SERVICE, at, answers(plan.draw, kind, citizen, plan.today))
        plan.add(Moment(at, "hand_in", subject, {"fee_xof": None}))
        paid = at + timedelta(seconds=75)
        plan.add(Moment(paid, "pay", subject, {"rail": RAIL, "try": 1, "said": None}))
        for minutes in ASKED_AFTER_MIN:
            plan.add(Moment(paid + timedelta(minutes=minutes), "ask", subject, {"try": 1, "said": None}))


def last(plan: Planned) -> None:
    """In this order."""
    summing = ("sum_anew", *["sum_more"] * SUMS)
    for act in ("park", "file_what_is_open", "renew_registers", *summing):
        plan.add(Moment(plan.anchor, act))
