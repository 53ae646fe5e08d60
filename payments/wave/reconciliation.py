"""Wave's Balance API: what moved on a day, line by line, and what the account holds. It decides nothing.

Source: docs.wave.com/balance-api, GET /v1/balance and GET /v1/transactions?date=.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import structlog

from kernel import money
from kernel.egress import Response
from payments import answer
from payments.contract import XOF, Refund, Unanswered
from payments.movement import Movement
from payments.wave import NAME, wire

# What a checkout brings is not a "merchant_payment": that is a payment by the merchant's own QR or number.
KINDS = {
    "api_checkout": "payment",
    "api_checkout_refund": "refund",
    "merchant_payment": "payment",
    "merchant_payment_refund": "refund",
}
PAGES_MAX = 1000  # At 100 lines a page, 100,000 payments in a day: the busiest town has 5,000.

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One movement. ``amount_xof`` is what the payer gave, signed as they sign it: negative went back to him.

    Their own ``amount`` is what it did to the account, 990 of 1 000 F with a fee of 10.
    """

    operator_id: str
    kind: str
    at: datetime | None
    amount_xof: int
    fee_xof: int
    currency: str
    reversal: bool
    reference: str
    session: str
    payer: str = field(repr=False)


class Statement:
    """``get`` fetches one path of the Balance API."""

    def __init__(self, get: Callable[[str], Response]) -> None:
        self._get = get

    def balance(self) -> int:
        """Francs in the account, below zero when refunds went beyond the takings. Raises RailError."""
        fields = self._fields("/v1/balance")
        if fields.get("currency") != XOF:
            raise Unanswered("unreadable")
        return _signed(fields.get("amount"))

    def lines(self, day: date) -> Iterator[Line]:
        """Every movement of a day (UTC, which is Bamako's day), page by page. Raises RailError.

        A line that cannot be read raises too: a statement with a hole would balance wrongly.
        """
        cursor = ""
        for _ in range(PAGES_MAX):
            query = {"date": day.isoformat()} | ({"after": cursor} if cursor else {})
            fields = self._fields(f"/v1/transactions?{urlencode(query)}")
            items, page = fields.get("items"), fields.get("page_info")
            if not isinstance(items, list):
                raise Unanswered("unreadable")
            yield from map(_line, items)
            following = answer.text(page.get("end_cursor"), 500) if isinstance(page, dict) else ""
            if (
                not isinstance(page, dict)
                or page.get("has_next_page") is not True
                or following in ("", cursor)
            ):
                return
            cursor = following
        log.error("statement_too_long", rail=NAME, pages=PAGES_MAX)
        raise Unanswered("statement_too_long")

    def _fields(self, path: str) -> dict[str, Any]:
        response = self._get(path)
        if response.status != 200:
            raise wire.refusal(response)
        return answer.fields(response)


def gives_back(line: Line, refund: Refund) -> bool:
    """Whether a line is this refund: negative, and the payment's own number or our own reference on it."""
    ours = line.operator_id == refund.operator_id or line.reference == refund.attempt_id
    return ours and line.amount_xof == -refund.amount_xof


def movement(line: Line) -> Movement:
    """As every rail tells it. Raises Unanswered for a line without its moment: it belongs to no day."""
    if line.at is None:
        raise Unanswered("unreadable")
    kind = KINDS.get(line.kind, line.kind)
    if kind == "payment" and line.reversal:
        # They mark refunds so too; of a payment it says that it was taken back.
        kind = "reversal"
    return Movement(
        line.operator_id,
        kind,
        line.at,
        line.amount_xof,
        line.fee_xof,
        line.currency,
        line.reference,
        line.payer,
    )


def _line(item: object) -> Line:
    if not isinstance(item, dict):
        raise Unanswered("unreadable")
    operator_id = answer.text(item.get("transaction_id"))
    if not operator_id:
        raise Unanswered("unreadable")
    fee_xof = _signed(item.get("fee") or "0")
    return Line(
        operator_id,
        answer.text(item.get("transaction_type")),
        wire.instant(item.get("timestamp")),
        _signed(item.get("amount")) + fee_xof,
        fee_xof,
        answer.text(item.get("currency"), 3),
        item.get("is_reversal") is True,
        answer.text(item.get("client_reference"), 255),
        answer.text(item.get("checkout_api_session_id")),
        answer.text(item.get("counterparty_mobile"), 40),
    )


def _signed(value: object) -> int:
    """Raises Unanswered for what is not whole francs."""
    written = str(value)
    try:
        amount = money.francs(written.removeprefix("-"))
    except money.AmountRefused:
        raise Unanswered("unreadable") from None
    return -amount if written.startswith("-") else amount
