"""Money that arrives by itself, with or without a reference: matched when exactly one payment fits, else held.

Mali's merchant codes carry an amount and nothing else, so that suspense is an ordinary place, not an error.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import distinct_on

from kernel import ids
from kernel.crypto import Keyring
from payments import seals
from payments.attempts.reading import is_id
from payments.held import recorded
from payments.money import Money, Receipt
from payments.settlement import OtherPayment, Settlement
from payments.states import LIVE, NEVER_DIALLED, REPLACED
from payments.tables import INVOICE, PAYMENT_ATTEMPT

# A code shown is dialled within the day; an operator's clock may be some minutes behind ours.
WINDOW = timedelta(hours=24)
SKEW = timedelta(minutes=15)
# Under way; or a code that was dialled in its day, of which the statement tells when that day is over.
_PAYING = PAYMENT_ATTEMPT.c.state.in_(LIVE) | (
    (PAYMENT_ATTEMPT.c.state == "expired")
    & PAYMENT_ATTEMPT.c.reason.in_((NEVER_DIALLED, REPLACED))
    & (INVOICE.c.state != "paid")
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Target:
    """The invoice that money belongs to, and the attempt that brought it, if one did."""

    invoice_id: str
    attempt_id: str | None
    country: str


def receive(
    connection: Connection,
    keyring: Keyring,
    settlement: Settlement,
    *,
    rail: str,
    operator_id: str,
    amount_xof: int,
    payer: str | None,
    at: datetime,
    reference: str | None = None,
    country: str | None = None,
) -> Receipt:
    """Record money an operator says it collected: a notification, a statement line, a bill paid in its menu.

    Idempotent on (``rail``, ``operator_id``): the same again is the first receipt. ``payer`` is E.164 or None;
    ``reference`` an invoice's 12 digits or an attempt's id; ``country`` is where the money lies (the statement's),
    asked for when neither invoice, payer nor rail says it. It is booked where its invoice is, with the invoice's
    accounts; without one where it lies, since a payer of Benin may pay into Mali's account (PI-SPI). What fits
    nothing, or two payments, is held in suspense. Raises ValueError, LookupError.
    """
    target = named(connection, keyring, rail, reference, amount_xof, payer)
    booked = target.country if target else country or settlement.books.country(rail, payer)
    money = Money(rail, operator_id, booked, amount_xof, payer, at, _digits(reference))
    known = recorded(connection, money)
    if known is not None and known.disposition != "suspense":
        return known
    target = target or matched(connection, keyring, money)
    if target is None:
        return known or settlement.hold(connection, money)
    money = replace(money, country=target.country)
    try:
        return settlement.settle(
            connection, money, invoice_id=target.invoice_id, attempt_id=target.attempt_id
        )
    except OtherPayment:
        # Another worker recorded it a moment ago for another charge: that one stands.
        log.error("receipt_of_another_payment", rail=rail)  # noqa: TRY400 - the trace says nothing more.
        return recorded(connection, money) or settlement.hold(connection, money)


def named(
    connection: Connection,
    keyring: Keyring,
    rail: str,
    reference: str | None,
    amount_xof: int,
    payer: str | None,
) -> Target | None:
    """By the reference written on the money: an attempt of ours by its id, else an invoice by its digits.

    With the invoice comes its attempt only when exactly one on this rail fits by amount and, when it is known,
    payer: late money of one attempt must not end another.
    """
    if reference is None:
        return None
    digits = _digits(reference)
    if digits is None:
        return _named_attempt(connection, rail, reference) if is_id(reference) else None
    invoice = connection.execute(
        select(INVOICE.c.id, INVOICE.c.country).where(INVOICE.c.reference == digits)
    ).one_or_none()
    if invoice is None:
        return None
    attempt = PAYMENT_ATTEMPT.c
    query = select(attempt.id).where(
        attempt.invoice_id == invoice.id, attempt.rail == rail, attempt.amount_xof == amount_xof,
        attempt.operator_id.is_(None),
    )  # fmt: skip
    if payer is not None:
        query = query.where(attempt.payer_index == seals.payer_index(keyring, payer))
    fitting = connection.execute(query.limit(2)).scalars().all()
    return Target(invoice.id, fitting[0] if len(fitting) == 1 else None, invoice.country)


def _named_attempt(connection: Connection, rail: str, attempt_id: str) -> Target | None:
    row = connection.execute(
        select(PAYMENT_ATTEMPT.c.invoice_id, PAYMENT_ATTEMPT.c.id, INVOICE.c.country)
        .join(INVOICE, INVOICE.c.id == PAYMENT_ATTEMPT.c.invoice_id)
        .where(PAYMENT_ATTEMPT.c.id == attempt_id, PAYMENT_ATTEMPT.c.rail == rail)
    ).one_or_none()
    return None if row is None else Target(row.invoice_id, row.id, row.country)


def matched(connection: Connection, keyring: Keyring, money: Money) -> Target | None:
    """Without a reference: the one invoice of which this payer was paying this amount by this rail, and its attempt.

    None for none or several.
    """
    if money.payer is None:
        return None
    attempt = PAYMENT_ATTEMPT.c
    rows = connection.execute(
        select(attempt.invoice_id, attempt.id, INVOICE.c.country)
        .join(INVOICE, INVOICE.c.id == attempt.invoice_id)
        .where(
            attempt.payer_index == seals.payer_index(keyring, money.payer),
            attempt.rail == money.rail,
            attempt.amount_xof == money.amount_xof,
            _PAYING,
            attempt.created_at.between(money.received_at - WINDOW, money.received_at + SKEW),
        )
        .ext(distinct_on(attempt.invoice_id))
        # The one under way, else the one that ended last.
        .order_by(attempt.invoice_id, attempt.settled_at.desc().nulls_first())
        .limit(2)
    ).all()
    return Target(*rows[0]) if len(rows) == 1 else None


def _digits(reference: str | None) -> str | None:
    try:
        return None if reference is None else ids.parse_reference(reference)
    except ids.ReferenceRefused:
        return None
