"""PI-SPI's own list of payments that can no longer be called back, page by page. It decides nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog

from kernel.clock import day_bounds
from kernel.egress import Response
from payments import answer
from payments.contract import XOF, Unanswered
from payments.movement import Movement
from payments.pispi import NAME, asking, wire

SIZE = 100
PAGES_MAX = 1000  # 100,000 payments in a day: the busiest town has 5,000.

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One payment to us. ``tx_id`` is ours when it answered a request of ours, the payer's otherwise."""

    operator_id: str
    tx_id: str
    amount_xof: int
    category: str
    at: str
    reference: str
    payer: str = field(repr=False)


def lines(get: Callable[[str], Response], since: datetime) -> Iterator[Line]:
    """Every payment since then. Raises RailError, also for a line that cannot be read: no hole goes unseen."""
    for number in range(1, PAGES_MAX + 1):
        response = get(asking.page(since, number, SIZE))
        if response.status != 200:
            raise wire.refusal(response)
        items = answer.fields(response).get("data")
        if not isinstance(items, list):
            raise Unanswered("unreadable")
        yield from map(_line, items)
        if len(items) < SIZE:
            return
    log.error("statement_too_long", rail=NAME, pages=PAGES_MAX)
    raise Unanswered("statement_too_long")


def of_day(get: Callable[[str], Response], country: str, day: date) -> Iterator[Movement]:
    """Those that could no longer be called back from that day on, of the country. Raises RailError."""
    starts_at, ends_at = day_bounds(country, day)
    for line in lines(get, starts_at):
        at = _instant(line.at)
        if starts_at <= at < ends_at:
            yield Movement(
                line.operator_id,
                "payment",
                at,
                line.amount_xof,
                0,
                XOF,
                line.tx_id or line.reference,
                line.payer,
            )


def _instant(written: str) -> datetime:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise Unanswered("unreadable") from None
    if at.tzinfo is None:
        raise Unanswered("unreadable")
    return at


def _line(item: object) -> Line:
    if not isinstance(item, dict):
        raise Unanswered("unreadable")
    operator_id, amount = answer.text(item.get("end2endId"), 35), answer.amount(item.get("montant"))
    if not operator_id or amount is None or amount < 0:
        raise Unanswered("unreadable")
    return Line(
        operator_id,
        answer.text(item.get("txId"), 35),
        amount,
        answer.text(item.get("categorie"), 10),
        answer.text(item.get("dateIrrevocabilite"), 40),
        answer.text(item.get("refDocNumero"), 35),
        answer.text(item.get("payeurAlias"), 50),
    )
