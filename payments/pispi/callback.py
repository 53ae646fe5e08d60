"""What PI-SPI says of one event of a batch. The door keeps each event apart, so this reads one. A hint."""

from payments.contract import XOF, Standing, Word
from payments.inbox import CallbackRefused, Hint, Notice
from payments.pispi import asking, events

# Only what the event itself decides; everything else is "pending": ask.
CLAIMS: dict[str, Word] = {"PAIEMENT_RECU": "succeeded", "RTP_REJETE": "failed", "PAIEMENT_REJETE": "failed"}


def notices(raw: bytes) -> list[Notice]:
    """The charge of one event, [] for money that answers no request of ours. Raises CallbackRefused."""
    try:
        event = events.one(raw)
    except ValueError:
        raise CallbackRefused("event") from None
    attempt_id = asking.attempt_of(event.tx_id)
    if attempt_id is None or not event.known:
        return []
    claim = Standing(CLAIMS.get(event.code, "pending"), None, event.amount_xof, XOF, raw=event.code)
    return [Notice(Hint("attempt", attempt_id), claim)]
