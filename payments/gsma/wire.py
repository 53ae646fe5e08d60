"""The GSMA's answers as they stand on the wire, read into our words. Our requests are in `asking.py`."""

import re
from dataclasses import dataclass
from typing import Any

from kernel.egress import Response
from payments import answer
from payments.contract import (
    Declined,
    Standing,
    Unanswered,
    Word,
)
from payments.gsma import NAME
from payments.gsma.refusals import of_error, refusal, unread
from payments.gsma.statuses import DUPLICATE, REQUEST, TRANSACTION

REFERENCE_MAX = 256  # transactionReference, objectReference and serverCorrelationId: maxLength 256.
# A link is theirs: only these two resources, below our own base URL, are ever fetched by it.
LINK = re.compile(r"(?:.*/)?(transactions|requeststates|reversals)/([^/?#]{1,256})")
LINK_MAX = 2000
REFUSED = (400, 401, 403, 404, 409, 422)


@dataclass(frozen=True, slots=True)
class Taken:
    """Where their side of a request is found: the finished object, or the state of the request."""

    server_id: str
    object_reference: str


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
            raise of_error(fields.get("error"), response) or Declined("failed")
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
