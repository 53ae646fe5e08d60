"""A payment of a bill as an operator words it: read strictly, or refused with an error code. Books nothing."""

import uuid
from dataclasses import dataclass

from werkzeug.datastructures import Headers

from kernel import strict_json
from payments import answer
from payments.biller.errors import BillRefused
from payments.contract import XOF

OPERATOR_ID_MAX = 100


@dataclass(frozen=True, slots=True)
class Payment:
    """What an operator says it collected. ``operator_id`` is its own transaction, by which its statement names it."""

    correlation_id: str
    operator_id: str
    amount_xof: int


def read(headers: Headers, body: bytes) -> Payment:
    """Raises BillRefused. ``paidAmount`` is the deprecated name of ``amountPaid``, which some still send.

    Without ``requestingOrganisationTransactionReference``, "used to debit the customer and credit the service
    provider" (Mobile Money API 1.2.0, Bill Payment Object, where it is optional), nothing is taken: under an id of
    the request's own the same money would come in once more by the line of the statement.
    """
    correlation_id = correlation(headers.get("X-CorrelationID", ""))
    try:
        fields = strict_json.loads(body)
    except ValueError:
        raise BillRefused("formatError") from None
    if not isinstance(fields, dict):
        raise BillRefused("formatError")
    if fields.get("currency") is None:
        raise BillRefused("mandatoryValueNotSupplied")
    if fields["currency"] != XOF:
        raise BillRefused("currencyNotSupported")
    amount = answer.amount(fields.get("amountPaid", fields.get("paidAmount")))
    if amount is None:
        raise BillRefused("mandatoryValueNotSupplied")
    if amount <= 0:
        raise BillRefused("formatError")
    given = fields.get("requestingOrganisationTransactionReference")
    if given is None or (isinstance(given, str) and not given.strip()):
        raise BillRefused("mandatoryValueNotSupplied")
    operator_id = answer.text(given, OPERATOR_ID_MAX).strip()
    if not operator_id:
        raise BillRefused("lengthError")
    return Payment(correlation_id, operator_id, amount)


def correlation(text: str) -> str:
    """X-CorrelationID, a UUID. Raises BillRefused."""
    if not text:
        raise BillRefused("mandatoryValueNotSupplied")
    try:
        return str(uuid.UUID(text)) if len(text) == 36 else _malformed()
    except ValueError:
        return _malformed()


def _malformed() -> str:
    raise BillRefused("formatError")
