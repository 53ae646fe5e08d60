"""Bills as an operator's menu lists them: what is due, of one account. Changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from kernel import clock
from kernel.crypto import Keyring
from payments.biller import accounts
from payments.biller.errors import BillRefused
from payments.biller.tables import BILL_PAYMENT
from payments.contract import XOF
from payments.tables import INVOICE

LIMIT = 50  # Mobile Money API 1.2.0, parameter ``limit``: "a limit of 50 records returned".
LIMIT_MAX = 100
OFFSET_MAX = 10_000
# BCEAO Instruction 008-05-2015 art. 31: no account holds more, so that a larger bill is paid in parts.
WHOLE_MAX = 2_000_000
STATUS = {"open": "unpaid", "paid": "paid"}


@dataclass(frozen=True, slots=True)
class Page:
    """``total`` counts what there is, ``bills`` what is shown of it."""

    total: int
    bills: Sequence[dict[str, Any]]


def of_account(
    connection: Connection, keyring: Keyring, kind: str, value: str, limit: int, offset: int
) -> Page:
    """The open bills of a phone, or the one bill of a reference, oldest first. Raises BillRefused."""
    chosen = accounts.invoices(keyring, kind, value)
    total = connection.execute(select(func.count()).select_from(INVOICE).where(chosen)).scalar_one()
    rows = connection.execute(_listed(chosen).limit(limit).offset(offset)).all()
    return Page(total, [bill(row) for row in rows])


def bill(row: Row[Any]) -> dict[str, Any]:
    """One bill. Amounts are "5", which both readings of the specification take."""
    due = row.amount_xof - row.paid_xof if is_payable(row) else 0
    status = "partialpaid" if row.state == "open" and row.paid_xof else STATUS.get(row.state, "paid")
    described = {
        "billReference": row.reference,
        "billStatus": status,
        "amountDue": str(due),
        "minimumAmountDue": str(minimum(due)),
        "currency": XOF,
        # The specification's own schema has no capital here; its readers have one.
        "billdescription": row.label,
        "billDescription": row.label,
        "creationDate": row.opened_at.isoformat(),
    }
    if row.expires_at is None:
        return described
    # A day of the payer's own country: 23:30 UTC is the next one in Porto-Novo.
    return described | {"dueDate": clock.local_day(row.country, row.expires_at).isoformat()}


def is_payable(row: Row[Any]) -> bool:
    """Open, and not past its date."""
    return row.state == "open" and (row.expires_at is None or row.expires_at > clock.now())


def minimum(due: int) -> int:
    """A bill is paid whole, unless no account could hold it."""
    return min(due, WHOLE_MAX)


def paid_by(connection: Connection, rail: str, bill_reference: str) -> list[dict[str, Any]]:
    """What this operator paid of a bill, oldest first; another operator's payments are not its business."""
    rows = connection.execute(
        select(BILL_PAYMENT)
        .where(BILL_PAYMENT.c.reference == bill_reference, BILL_PAYMENT.c.rail == rail)
        .order_by(BILL_PAYMENT.c.paid_at)
        .limit(LIMIT_MAX)
    ).all()
    return [payment(row) for row in rows]


def payment(row: Row[Any]) -> dict[str, Any]:
    """One payment of a bill."""
    return {
        "serviceProviderPaymentReference": row.id,
        "requestingOrganisationTransactionReference": row.operator_id,
        "billPaymentStatus": "completed",
        "amountPaid": str(row.amount_xof),
        "currency": XOF,
        "creationDate": row.paid_at.isoformat(),
    }


def window(arguments: Mapping[str, str]) -> tuple[int, int]:
    """``limit`` and ``offset``, with their bounds. Raises BillRefused."""
    limit, offset = arguments.get("limit", str(LIMIT)), arguments.get("offset", "0")
    if not all(text.isascii() and text.isdigit() and len(text) < 9 for text in (limit, offset)):
        raise BillRefused("invalidOffset")
    return min(int(limit), LIMIT_MAX), min(int(offset), OFFSET_MAX)


def _listed(chosen: ColumnElement[bool]) -> Select[Any]:
    return select(INVOICE).where(chosen).order_by(INVOICE.c.opened_at, INVOICE.c.id)
