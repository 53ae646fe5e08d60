"""Our requests as the GSMA's wire has them: bodies, headers, one segment of a path. Opens nothing."""

import hashlib
import json
from collections.abc import Mapping
from urllib.parse import quote

from kernel import clock
from payments.contract import XOF, Charge, Refund

DESCRIPTION_MAX = 160


def merchant_payment(charge: Charge, account: Mapping[str, str]) -> bytes:
    """POST /transactions/type/merchantpay. Amounts leave as "5": the schema's own pattern refuses "5.00"."""
    return _json(
        {
            "amount": str(charge.amount_xof),
            "currency": XOF,
            "debitParty": [{"key": "msisdn", "value": charge.phone}],
            "creditParty": [{"key": key, "value": value} for key, value in account.items()],
            "requestingOrganisationTransactionReference": charge.invoice_reference,
            "descriptionText": charge.label[:DESCRIPTION_MAX],
        }
    )


def reversal(refund: Refund) -> bytes:
    """POST /transactions/{reference}/reversals."""
    return _json(
        {
            "type": "reversal",
            "amount": str(refund.amount_xof),
            "currency": XOF,
            "requestingOrganisationTransactionReference": refund.invoice_reference,
        }
    )


def headers(credentials: Mapping[str, str], body: bytes | None) -> dict[str, str]:
    """What every request carries; X-Content-Hash is the SHA-256 of the body, in hex."""
    carried = {"Accept": "application/json", "X-Date": clock.now().isoformat(), **credentials}
    if body is None:
        return carried
    digest = hashlib.sha256(body).hexdigest()
    return carried | {"Content-Type": "application/json", "X-Content-Hash": digest, "X-Channel": "USSD"}


def segment(value: str) -> str:
    """One segment of a path."""
    return quote(value, safe="")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
