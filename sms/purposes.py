"""What each kind of message may expect of us, as a table: its turn, its life, the night, STOP, a second copy.

The word is the ``purpose`` given to ``sms.outbox.queue``; what follows a colon ("broadcast:17") is the caller's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Priority = Literal["now", "news", "bulk"]

# One lane of the outbox for each turn, so that no crowd of one kind is ever read past to find another.
LANES: Mapping[Priority, str] = {"now": "sms", "news": "sms_news", "bulk": "sms_bulk"}


@dataclass(frozen=True, slots=True)
class Policy:
    """``lifetime``: after it the message is worth nothing and is not sent. ``quiet``: waits for the morning.

    ``stoppable``: STOP silences it. ``repeatable``: leaves a second time after an unknown outcome, marked
    ``maybe_duplicate``, because twice is better than never (fault row 3).
    """

    priority: Priority
    lifetime: timedelta
    quiet: bool
    stoppable: bool
    repeatable: bool = False


def _answer(hours: float) -> Policy:
    """What the citizen has just asked for, by a command or an act of his own: STOP does not unsay a question."""
    return Policy("now", timedelta(hours=hours), quiet=False, stoppable=False)


def _paper(days: int) -> Policy:
    """An answer that stands for a paper: the number and the code are in no other place that he can keep."""
    return Policy("now", timedelta(days=days), quiet=False, stoppable=False, repeatable=True)


# A case moved without his doing: worth a day's wait, not worth waking him, and silent after STOP (USSD still tells).
_NEWS = Policy("news", timedelta(days=3), quiet=True, stoppable=True)

POLICIES: Mapping[str, Policy] = {
    # A code is good for 10 minutes at most: late, it only confuses, or helps whoever holds the phone by then.
    "pin.code": Policy("now", timedelta(minutes=10), quiet=False, stoppable=False),
    "sms.deposited": _paper(3),
    "sms.quittance": _paper(3),
    "sms.document": _paper(3),
    "sms.credit": _paper(3),
    "sms.part_paid": _answer(24),
    "sms.payment_failed": _answer(6),
    "sms.payment_late": _answer(6),
    "sms.status": _answer(6),
    # Answers to commands sent by SMS: after two hours he has asked again or given up.
    "sms.answer": _answer(2),
    "sms.help": _answer(2),
    # The law of most countries, and courtesy: the silence that was asked for is confirmed once.
    "sms.stopped": _answer(24),
    "sms.resumed": _answer(24),
    "sms.moved": _NEWS,
    "sms.moved_note": _NEWS,
    "case.moved": _NEWS,
    "broadcast": Policy("bulk", timedelta(days=2), quiet=True, stoppable=True),
}
# A word that nobody wrote here gets what can harm least: by day, not after STOP, never twice, not for ever.
CAREFUL = Policy("news", timedelta(days=1), quiet=True, stoppable=True)


def policy_of(purpose: str, policies: Mapping[str, Policy] = POLICIES) -> Policy:
    """The policy of a purpose; CAREFUL for one that the table does not have."""
    return policies.get(purpose.partition(":")[0], CAREFUL)
