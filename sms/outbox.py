"""A message on its way out: a row and its bell in the caller's transaction. Not the sending."""

from datetime import datetime
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from kernel import clock, gsm, outbox
from kernel import phone as phones
from kernel.crypto import Keyring
from sms.contract import Via
from sms.purposes import LANES, policy_of
from sms.sealing import phone_index, seal
from sms.tables import SMS_MESSAGE

TOPIC = "sms.queued"
# 918 septets: what GOV.UK Notify sends as one text; beyond it networks drop parts and the price surprises.
PARTS_MAX = 6

log = structlog.get_logger(__name__)


class TextRefused(ValueError):
    """The text is empty or longer than PARTS_MAX parts: a fault of the template, permanent."""

    retry = False


def queue(
    connection: Connection,
    keyring: Keyring,
    *,
    phone: str,
    text: str,
    purpose: str,
    dedupe_key: str | None = None,
    expires_at: datetime | None = None,
    via: Via | None = None,
) -> str:
    """The id of the message; the id of the earlier one when ``dedupe_key`` was used before.

    ``purpose`` is a word of ``sms/purposes.py``, which says how long the message lives at most; ``dedupe_key``
    holds ids only; ``via`` is given by an answer. The text is folded to GSM-7.
    Raises TextRefused, kernel.phone.PhoneRefused.
    """
    number, message_id, at = phones.parse(phone), uuid4(), clock.now()
    policy = policy_of(purpose)
    body, segments = _folded(text, purpose)
    inserted = connection.execute(
        insert(SMS_MESSAGE)
        .values(
            id=message_id,
            phone_sealed=seal(keyring, "sms_message", "phone_sealed", message_id, number),
            phone_index=phone_index(keyring, number),
            body_sealed=seal(keyring, "sms_message", "body_sealed", message_id, body),
            purpose=purpose,
            dedupe_key=dedupe_key,
            state="queued",
            parts=segments.parts,
            encoding=segments.encoding,
            created_at=at,
            expires_at=min(expires_at or at + policy.lifetime, at + policy.lifetime),
            via_provider=via.provider if via else None,
            via_sender=via.sender if via else None,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(SMS_MESSAGE.c.id)
    ).scalar_one_or_none()
    if inserted is None:
        return str(_earlier(connection, dedupe_key))
    outbox.publish(connection, TOPIC, str(message_id), lane=LANES[policy.priority])
    return str(message_id)


def _folded(text: str, purpose: str) -> tuple[str, gsm.Segments]:
    folded = gsm.fold(text)
    if folded.lost:
        log.warning("sms_letters_lost", purpose=purpose, count=len(folded.lost))
    segments = gsm.segments(folded.text)
    if not folded.text.strip() or segments.parts > PARTS_MAX:
        raise TextRefused(f"{purpose}: {segments.parts} parts, 1 to {PARTS_MAX} are sent")
    return folded.text, segments


def _earlier(connection: Connection, dedupe_key: str | None) -> UUID:
    found: UUID = connection.execute(
        select(SMS_MESSAGE.c.id).where(SMS_MESSAGE.c.dedupe_key == dedupe_key)
    ).scalar_one()
    return found
