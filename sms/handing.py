"""From a routed message to a call: ``handed`` is written here, before anything leaves. At most once begins here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text, update

from kernel import clock
from sms.contract import Outgoing
from sms.purposes import Policy
from sms.routing.route import Route
from sms.tables import SMS_MESSAGE
from sms.work import Work

# One statement for a whole claim. The rows are locked and were seen in ``queued``: the state is compared all the same.
_HAND = text("""
UPDATE sms_message m
SET state = 'handed', handed_at = :at, attempts = m.attempts + 1, provider = v.provider, price_milli = v.milli,
    not_before = NULL
FROM unnest(CAST(:ids AS uuid[]), CAST(:providers AS text[]), CAST(:milli AS int[])) AS v(id, provider, milli)
WHERE m.id = v.id AND m.state = 'queued'
""")


@dataclass(frozen=True, slots=True, repr=False)
class Hand:
    """A message that may leave by ``route``. ``phone`` and ``body`` are open: it is never logged."""

    bell: int
    row: Row[Any]
    route: Route
    phone: str
    body: str
    sender: str | None
    policy: Policy
    at: datetime

    @property
    def milli(self) -> int | None:
        """What all its parts cost, in thousandths of a franc."""
        return None if self.route.price is None else self.route.price * self.row.parts


def hand_over(connection: Connection, hands: Sequence[Hand]) -> list[Work]:
    """Write the hand-overs; the calls to make once this is committed."""
    if not hands:
        return []
    at = clock.now()
    written = connection.execute(
        _HAND,
        {
            "at": at,
            "ids": [hand.row.id for hand in hands],
            "providers": [hand.route.provider for hand in hands],
            "milli": [hand.milli for hand in hands],
        },
    )
    if written.rowcount != len(hands):
        raise RuntimeError("a locked message changed its state")
    return [_work(hand, at) for hand in hands]


def hand_on(connection: Connection, work: Work, route: Route, sender: str | None, parts: int) -> Work:
    """To the next provider, in the same attempt budget: the row says so before he is called."""
    at = clock.now()
    connection.execute(
        update(SMS_MESSAGE)
        .where(SMS_MESSAGE.c.id == work.id, SMS_MESSAGE.c.state == "handed")
        .values(
            provider=route.provider,
            handed_at=at,
            attempts=SMS_MESSAGE.c.attempts + 1,
            price_milli=None if route.price is None else route.price * parts,
        )
    )
    message = replace(work.message, sender=sender)
    return replace(
        work, provider=route.provider, message=message, handed_at=at, tried=work.tried | {work.provider}
    )


def question(row: Row[Any], bell: int, phone: str, body: str) -> Work:
    """To ask the provider what became of it."""
    message = Outgoing(str(row.id), phone, body, row.via_sender, row.expires_at)
    return Work(bell, row.id, row.provider, message, row.phone_index, row.handed_at, ask=True)


def _work(hand: Hand, at: datetime) -> Work:
    row = hand.row
    message = Outgoing(str(row.id), hand.phone, hand.body, hand.sender, row.expires_at)
    return Work(hand.bell, row.id, hand.route.provider, message, row.phone_index, at)
