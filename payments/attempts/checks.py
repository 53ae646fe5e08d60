"""Whether a payment may begin: what is due, what the rail takes, how often a phone was prompted."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from kernel.crypto import Keyring
from payments import seals
from payments.contract import Rail
from payments.errors import AlreadyPaid, NotOffered, NotPayable, TooManyPrompts
from payments.tables import PAYMENT_ATTEMPT

# A payer who fails his PIN or lacks money tries again a few times; ten an hour is somebody ringing a stranger.
PROMPTS_MAX = 10
PROMPTS_IN = timedelta(hours=1)
_PROMPTED = select(func.count()).where(
    PAYMENT_ATTEMPT.c.payer_index == bindparam("payer"), PAYMENT_ATTEMPT.c.created_at > bindparam("since")
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller wants to begin."""

    invoice_id: str
    rail: Rail
    phone: str = field(repr=False)
    amount_xof: int
    at: datetime
    key: str | None


def check_invoice(invoice: Row[Any] | None, asked: Asked) -> None:
    """Raises NotPayable, AlreadyPaid, NotOffered."""
    if invoice is None:
        raise NotPayable("no such invoice")
    if invoice.state == "paid":
        raise AlreadyPaid("nothing is due")
    if invoice.state != "open" or (invoice.expires_at is not None and invoice.expires_at <= asked.at):
        raise NotPayable("the invoice is closed")
    can = asked.rail.capabilities
    if asked.amount_xof < can.min_xof:
        raise NotOffered("low")
    if asked.amount_xof > can.max_xof:
        raise NotOffered("high")
    if asked.amount_xof > invoice.amount_xof - invoice.paid_xof:
        raise NotOffered("due")


def check_prompts(connection: Connection, keyring: Keyring, asked: Asked) -> None:
    """Raises TooManyPrompts."""
    payer = seals.payer_index(keyring, asked.phone)
    prompted = connection.execute(_PROMPTED, {"payer": payer, "since": asked.at - PROMPTS_IN}).scalar_one()
    if prompted >= PROMPTS_MAX:
        raise TooManyPrompts("the phone was prompted often")
