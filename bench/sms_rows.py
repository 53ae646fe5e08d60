"""Messages in the queue, as ``sms.outbox.queue`` writes them but many at once. Sends nothing."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg

from kernel import clock
from kernel.crypto import Keyring
from sms.outbox import TOPIC
from sms.purposes import LANES, policy_of
from sms.sealing import phone_index, seal

PHONES = 200_000
# Phones lie this far apart: a range of 10,000 numbers may have 2,000 parts a day (`sms/budgets/limits.py`).
APART = 49
_MESSAGE = (
    "id", "phone_sealed", "phone_index", "body_sealed", "purpose", "state", "parts", "encoding", "created_at",
    "expires_at",
)  # fmt: skip
_BELL = ("lane", "topic", "subject", "created_at", "due_at")
PAGE = 20_000


def write(url: str, keyring: Keyring, purpose: str, count: int) -> Iterator[int]:
    """Write ``count`` messages to many phones, each with its bell; yields how many are there so far."""
    with psycopg.connect(url) as connection:
        for start in range(0, count, PAGE):
            number = min(PAGE, count - start)
            _page(connection, keyring, purpose, start, number)
            connection.commit()
            yield start + number
        connection.execute("ANALYZE sms_message, outbox")
        connection.commit()


def _page(connection: psycopg.Connection, keyring: Keyring, purpose: str, start: int, count: int) -> None:
    at, lane, bells = clock.now(), LANES[policy_of(purpose).priority], []
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY sms_message ({', '.join(_MESSAGE)}) FROM STDIN") as rows,
    ):
        for serial in range(start, start + count):
            message_id, phone = uuid4(), f"+2237{serial % PHONES * APART:07d}"
            bells.append(str(message_id))
            rows.write_row((
                message_id, seal(keyring, "sms_message", "phone_sealed", message_id, phone),
                phone_index(keyring, phone),
                seal(keyring, "sms_message", "body_sealed", message_id, f"Information du service numero {serial}"),
                purpose, "queued", 1, "GSM-7", at, at + timedelta(days=1),
            ))  # fmt: skip
    with connection.cursor() as cursor, cursor.copy(f"COPY outbox ({', '.join(_BELL)}) FROM STDIN") as rows:
        for subject in bells:
            rows.write_row((lane, TOPIC, subject, at, at))
