"""What Wave posts about a checkout session: an event with the session in it, signed. A hint all the same."""

from uuid import UUID

from kernel import strict_json
from payments import answer
from payments.contract import RailError, Standing
from payments.inbox import CallbackRefused, Hint, Notice
from payments.wave import NAME, wire
from payments.wave.statuses import EVENTS


def notices(raw: bytes) -> list[Notice]:
    """The charge of the session; none for an event about something else, which is kept. Raises CallbackRefused."""
    try:
        event = strict_json.loads(raw)
    except ValueError:
        raise CallbackRefused("body") from None
    data = event.get("data") if isinstance(event, dict) else None
    if not isinstance(data, dict):
        raise CallbackRefused("body")
    if event.get("type") not in EVENTS:
        answer.stranger(NAME, event.get("type"))
        return []
    try:
        session = wire.session(data)
    except RailError:
        raise CallbackRefused("session") from None
    claim = Standing(
        session.word,
        answer.text(data.get("transaction_id")) or None,
        answer.amount(data.get("amount")),
        answer.text(data.get("currency"), 3) or None,
        raw=answer.text(event.get("type"), 40),
    )
    return [Notice(_hint(data.get("client_reference"), session.id), claim)]


def _hint(reference: object, session_id: str) -> Hint:
    """Our own reference where it stands, else the session that we were given."""
    try:
        return Hint("attempt", str(UUID(answer.text(reference, 36))))
    except ValueError:
        return Hint("token", session_id)
