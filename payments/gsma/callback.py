"""What a GSMA operator PUTs when a request ends: the transaction, or an error object. A hint.

An error object names nothing: the charge is in the header X-CorrelationID, so it is kept before the body.
"""

from typing import Any
from uuid import UUID

from kernel import ids, strict_json
from payments import answer
from payments.contract import Standing
from payments.gsma.statuses import TRANSACTION
from payments.inbox import CallbackRefused, Hint, Notice

SEPARATOR = b"\r\n\r\n"
CORRELATION_MAX = 100


def kept(correlation_id: str, body: bytes) -> bytes:
    """Header and body as one message, as HTTP has them (RFC 9112 2.1)."""
    header = answer.text(correlation_id, CORRELATION_MAX)
    return f"X-CorrelationID: {header}".encode() + SEPARATOR + body


def notices(raw: bytes) -> list[Notice]:
    """The charge by its correlation id, else by the invoice's reference. Raises CallbackRefused."""
    head, _, body = raw.partition(SEPARATOR)
    try:
        fields = strict_json.loads(body)
    except ValueError:
        raise CallbackRefused("body") from None
    if not isinstance(fields, dict):
        raise CallbackRefused("body")
    hint = _hint(head.decode("utf-8", "replace").partition(": ")[2], fields)
    return [] if hint is None else [Notice(hint, _claim(fields))]


def _hint(correlation_id: str, fields: dict[str, Any]) -> Hint | None:
    try:
        return Hint("attempt", str(UUID(correlation_id)))
    except ValueError:
        pass
    try:
        written = answer.text(fields.get("requestingOrganisationTransactionReference"))
        return Hint("reference", ids.parse_reference(written))
    except ids.ReferenceRefused:
        return None


def _claim(fields: dict[str, Any]) -> Standing:
    if "errorCode" in fields or "errorCategory" in fields:
        return Standing("failed", reason=answer.text(fields.get("errorCode"), 60) or None, raw="error")
    word = answer.text(fields.get("transactionStatus"), 40)
    return Standing(
        TRANSACTION.get(word.lower(), "pending"),
        answer.text(fields.get("transactionReference")) or None,
        answer.amount(fields.get("amount")),
        answer.text(fields.get("currency"), 3) or None,
        raw=word,
    )
