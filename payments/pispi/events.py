"""A webhook of PI-SPI: a batch of events in one call, of which a broken one is kept and costs the others nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from kernel import strict_json
from payments import answer
from payments.pispi import NAME
from payments.pispi.statuses import EVENTS

EVENTS_MAX = 1000  # A batch of some 300 bytes an event, well below what the door takes.

log = structlog.get_logger(__name__)


class BatchRefused(ValueError):
    """The whole call is not a batch."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``tx_id`` is what our request was named; ``raw`` are its own bytes, kept apart from the batch.

    Real events carry neither a date nor an end-to-end id: neither is relied on.
    """

    code: str
    tx_id: str
    amount_xof: int | None
    raw: bytes = field(repr=False)

    @property
    def known(self) -> bool:
        """Whether it speaks of a payment to us."""
        return self.code in EVENTS


@dataclass(frozen=True, slots=True)
class Batch:
    """Both in their order; ``unreadable`` are the bytes of what is no event, for a person."""

    events: Sequence[Event]
    unreadable: Sequence[bytes] = field(repr=False)


def read(body: bytes) -> Batch:
    """Raises BatchRefused when there is no batch at all."""
    try:
        batch = strict_json.loads(body)
    except ValueError:
        raise BatchRefused("not JSON") from None
    items = batch.get("data") if isinstance(batch, dict) else None
    if not isinstance(items, list) or len(items) > EVENTS_MAX:
        raise BatchRefused("not a batch")
    found = [_event(item) for item in items]
    events = [event for event in found if event is not None]
    broken = [_bytes(item) for item, event in zip(items, found, strict=True) if event is None]
    if broken:
        log.error("callback_events_unreadable", rail=NAME, read=len(events), total=len(items))
    return Batch(events, broken)


def one(raw: bytes) -> Event:
    """An event that was kept apart from its batch. Raises ValueError."""
    event = _event(strict_json.loads(raw))
    if event is None:
        raise ValueError("not an event")
    return event


def _event(item: Any) -> Event | None:  # noqa: ANN401 - any JSON value may stand in a batch.
    if not isinstance(item, dict):
        return None
    code, tx_id = answer.text(item.get("evCode"), 40), answer.text(item.get("txId"), 35)
    if not code or not tx_id:
        return None
    return Event(code, tx_id, answer.amount(item.get("montant")), _bytes(item))


def _bytes(item: Any) -> bytes:  # noqa: ANN401 - as above.
    """The same for the same event, however it is spaced; half of a surrogate pair, which UTF-8 has not, as \\ud83d."""
    text = json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode(errors="backslashreplace")
