"""The GSMA's requests and answers as they stand on the wire. Opens nothing."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from kernel import clock
from kernel.egress import Response
from payments import answer
from payments.carrier import failure, wait
from payments.contract import (
    XOF,
    Charge,
    Declined,
    Misconfigured,
    NotTried,
    RailError,
    Refund,
    Standing,
    Unanswered,
    Word,
)
from payments.gsma import NAME
from payments.gsma.statuses import CATEGORY, DUPLICATE, ERROR, REQUEST, TRANSACTION

REFERENCE_MAX = 256  # transactionReference, objectReference and serverCorrelationId: maxLength 256.
DESCRIPTION_MAX = 160
# A link is theirs: only these two resources, below our own base URL, are ever fetched by it.
LINK = re.compile(r"(?:.*/)?(transactions|requeststates|reversals)/([^/?#]{1,256})")
LINK_MAX = 2000
REFUSED = (400, 401, 403, 404, 409, 422)


@dataclass(frozen=True, slots=True)
class Taken:
    """Where their side of a request is found: the finished object, or the state of the request."""

    server_id: str
    object_reference: str


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


def read_taken(response: Response) -> Taken | None:
    """201 the object, 202 the state of the request; None for a duplicate, which was taken before.

    Raises RailError; a 202 that has already failed is Declined.
    """
    fields = answer.error_fields(response)
    if response.status in REFUSED and fields.get("errorCode") == DUPLICATE:
        return None
    if response.status not in (200, 201, 202):
        raise refusal(response)
    if response.status == 202:
        state = _request_word(fields)
        if state == "failed":
            raise _of_error(fields.get("error"), response) or Declined("failed")
        taken = Taken(_reference(fields, "serverCorrelationId"), _reference(fields, "objectReference"))
    else:
        taken = Taken("", _reference(fields, "transactionReference"))
    if not (taken.server_id or taken.object_reference):
        raise Unanswered("unreadable")
    return taken


def read_link(response: Response) -> Taken | None:
    """GET /responses/{our id}: where it ended, None when it never came in. Raises RailError."""
    if response.status == 404:
        return None
    if response.status != 200:
        raise unread(response)
    link = answer.text(answer.fields(response).get("link"), LINK_MAX)
    found = LINK.fullmatch(link.partition("?")[0])
    if found is None:
        raise Unanswered("unreadable")
    return Taken(found[2], "") if found[1] == "requeststates" else Taken("", found[2])


def read_state(response: Response) -> Standing | Taken:
    """GET /requeststates/{id}: a verdict, or where the finished object is. Raises RailError."""
    if response.status != 200:
        raise unread(response)
    fields = answer.fields(response)
    state = _request_word(fields)
    reference = _reference(fields, "objectReference")
    if state == "succeeded" and reference:
        return Taken("", reference)
    error = fields.get("error")
    reason = answer.text(error.get("errorCode"), 60) if isinstance(error, dict) else ""
    # Completed without an object is no proof of money: it is asked again.
    return Standing(
        "pending" if state == "succeeded" else state,
        reason=reason or None,
        raw=answer.text(fields.get("status"), 40),
    )


def read_transaction(response: Response) -> Standing:
    """GET /transactions/{reference}. Raises RailError."""
    if response.status != 200:
        raise unread(response)
    fields = answer.fields(response)
    word = answer.text(fields.get("transactionStatus"), 60)
    state = TRANSACTION.get(word.lower())
    if state is None:
        answer.stranger(NAME, fields.get("transactionStatus"))
    standing = Standing(
        state=state or "pending",
        operator_id=answer.text(fields.get("transactionReference")) or None,
        amount_xof=answer.amount(fields.get("amount")),
        currency=answer.text(fields.get("currency"), 3) or None,
        payer=_msisdn(fields.get("debitParty")),
        reference=answer.text(fields.get("requestingOrganisationTransactionReference"), REFERENCE_MAX)
        or None,
        raw=word[:40],
    )
    return answer.settled(NAME, standing)


def refusal(response: Response) -> RailError:
    """The error of an answer that is no success, by its code, then its category, then its status."""
    if response.status >= 500:
        return failure(response)
    return _of_error(answer.error_fields(response), response) or failure(response)


def unread(response: Response) -> RailError:
    """As ``refusal``, for a question: a question that is refused decides nothing about the charge."""
    error = refusal(response)
    return Unanswered(error.reason) if isinstance(error, Declined) else error


def segment(value: str) -> str:
    """One segment of a path."""
    return quote(value, safe="")


def _of_error(error: object, response: Response) -> RailError | None:
    if not isinstance(error, dict):
        return None
    code, category = answer.text(error.get("errorCode"), 60), answer.text(error.get("errorCategory"), 40)
    decision = ERROR.get(code) or CATEGORY.get(category)
    if decision is None:
        return None
    reason = code if code in ERROR else category
    if decision == "busy":
        return NotTried(reason, wait(response))
    return Declined(reason) if decision == "no" else Misconfigured(reason)


def _request_word(fields: dict[str, Any]) -> Word:
    word = REQUEST.get(answer.text(fields.get("status"), 40))
    if word is None:
        answer.stranger(NAME, fields.get("status"))
    return word or "pending"


def _reference(fields: dict[str, Any], name: str) -> str:
    return answer.text(fields.get(name), REFERENCE_MAX)


def _msisdn(party: object) -> str | None:
    pairs = party if isinstance(party, list) else []
    found = [item.get("value") for item in pairs if isinstance(item, dict) and item.get("key") == "msisdn"]
    return answer.text(found[0], 20) or None if found else None


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
