"""The messages of one phone, out and in, as moments with their life. Codes are taken out of the texts.

Needs ``ix_sms_message_phone_index`` and its like on sms_inbound (phone_index, received_at).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from admin.casework.moment import Moment
from cases.masking import without_codes
from kernel.crypto import Keyring
from sms.sealing import phone_index, unseal
from sms.tables import SMS_INBOUND, SMS_MESSAGE

# A citizen with more messages than this in one stretch is read in shorter stretches.
LIMIT_MAX = 200


def messages_of(
    connection: Connection,
    keyring: Keyring,
    phone: str,
    *,
    since: datetime,
    until: datetime | None = None,
    limit: int = 50,
) -> list[Moment]:
    """The newest ``limit`` messages of ``phone`` (E.164) written or received in [since, until), oldest first.

    Kinds "sms_out" (``state``: as it stands; ``source``: the provider; ``steps``: queued, handed and its end;
    ``about``: purpose and key) and "sms_in". ``note`` is the text: veil it for roles without "cases.answers". Once
    it was erased, after its time or for a person, ``erased`` says so.
    """
    index, most = phone_index(keyring, phone), min(limit, LIMIT_MAX)
    found = [
        *(_sent(keyring, row) for row in _rows(connection, SMS_MESSAGE, "created_at", index, since, until, most)),
        *(_received(keyring, row) for row in _rows(connection, SMS_INBOUND, "received_at", index, since, until, most)),
    ]  # fmt: skip
    return sorted(found, key=lambda moment: moment.at)[-most:]


def _rows(
    connection: Connection, table: Table, time: str, index: str, since: datetime, until: datetime | None, most: int
) -> list[Row[Any]]:  # fmt: skip
    at = table.c[time]
    query = select(table).where(table.c.phone_index == index, at >= since)
    if until is not None:
        query = query.where(at < until)
    return list(connection.execute(query.order_by(at.desc()).limit(most)))


def _sent(keyring: Keyring, row: Row[Any]) -> Moment:
    ends = ((row.state, row.final_at),) if row.final_at else ()
    handed = (("handed", row.handed_at),) if row.handed_at else ()
    text = without_codes(unseal(keyring, "sms_message", "body_sealed", row.id, row.body_sealed))
    return Moment(
        row.created_at, "sms_out", row.state, row.provider or "", text, (*handed, *ends),
        about=f"{row.purpose} {row.dedupe_key or ''}", erased=not text,
    )  # fmt: skip


def _received(keyring: Keyring, row: Row[Any]) -> Moment:
    text = without_codes(unseal(keyring, "sms_inbound", "body_sealed", row.id, row.body_sealed))
    return Moment(
        row.received_at, "sms_in", source=row.provider, note=text, about=str(row.id), erased=not text
    )
