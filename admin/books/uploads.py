"""The rows of statements that wait: put down by the page, taken up and told of by the worker."""

import zlib
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from admin.books.tables import STATEMENT_UPLOAD
from kernel import clock, outbox
from kernel.crypto import Keyring

TOPIC, LANE = "statement.uploaded", "documents"
SEALED = "statement_upload.body"
# The longest step without a word is the closing sum (a minute at most): a worker silent for longer has died.
SILENT = timedelta(seconds=150)
SHOWN_MAX = 20
_COLUMNS = [column for column in STATEMENT_UPLOAD.c if column.name != "body_sealed"]


def put(
    connection: Connection, keyring: Keyring, body: bytes, *, sha256: str, rail: str, country: str,
    profile: str | None, by: str,
) -> int:  # fmt: skip
    """Keep the file and publish its work; the row's id. The same bytes that wait already give that one's."""
    at = clock.now()
    number: int | None = connection.execute(
        insert(STATEMENT_UPLOAD)
        .values(
            sha256=sha256, rail=rail, country=country, profile=profile, uploaded_by=by, uploaded_at=at, told_at=at,
            state="waiting", total=len(body),
            body_sealed=keyring.seal(zlib.compress(body), f"{SEALED}:{sha256}"),
        )
        .on_conflict_do_nothing()
        .returning(STATEMENT_UPLOAD.c.id)
    ).scalar()  # fmt: skip
    if number is None:
        number = connection.execute(
            select(STATEMENT_UPLOAD.c.id).where(
                STATEMENT_UPLOAD.c.sha256 == sha256, STATEMENT_UPLOAD.c.body_sealed.is_not(None)
            )
        ).scalar_one()
    # Twice rung is once done; a row that was parked is taken up again.
    outbox.publish(connection, TOPIC, str(number), lane=LANE)
    return number


def find(connection: Connection, number: int) -> Row[Any] | None:
    """Without the file itself."""
    return connection.execute(select(*_COLUMNS).where(STATEMENT_UPLOAD.c.id == number)).one_or_none()


def waiting(connection: Connection, by: str | None) -> list[Row[Any]]:
    """What is not read yet, the oldest first; of one person, or of all."""
    query = select(*_COLUMNS).where(STATEMENT_UPLOAD.c.body_sealed.is_not(None))
    if by is not None:
        query = query.where(STATEMENT_UPLOAD.c.uploaded_by == by)
    return list(connection.execute(query.order_by(STATEMENT_UPLOAD.c.id).limit(SHOWN_MAX)))


def take(connection: Connection, number: int) -> Row[Any] | None:
    """The row with its file, from now on this worker's; None when it is done, or Later while another has it."""
    row = connection.execute(
        select(STATEMENT_UPLOAD).where(STATEMENT_UPLOAD.c.id == number).with_for_update()
    ).one_or_none()
    if row is None or row.body_sealed is None:
        return None
    at = clock.now()
    if row.state == "working" and at - row.told_at < SILENT:
        raise outbox.Later(int(SILENT.total_seconds()))
    connection.execute(
        update(STATEMENT_UPLOAD).where(STATEMENT_UPLOAD.c.id == number).values(state="working", told_at=at)
    )
    return row


def opened(keyring: Keyring, row: Row[Any]) -> bytes:
    """The bytes as they were dropped. Our own packing: it cannot be a bomb."""
    return zlib.decompress(keyring.open(bytes(row.body_sealed), f"{SEALED}:{row.sha256}"))


def tell(connection: Connection, number: int, step: str, done: int, total: int) -> None:
    """How far it is."""
    connection.execute(
        update(STATEMENT_UPLOAD)
        .where(STATEMENT_UPLOAD.c.id == number, STATEMENT_UPLOAD.c.state == "working")
        .values(step=step, done=done, total=total, told_at=clock.now())
    )


def finish(connection: Connection, number: int, file_id: int) -> None:
    """Read to its end: what it was is in the statement's own tables."""
    _end(connection, number, state="done", file_id=file_id)


def refuse(connection: Connection, number: int, reason: str, line: int) -> None:
    """Nothing of it was written, and nothing of it is kept."""
    _end(connection, number, state="refused", reason=reason, line=line)


def _end(connection: Connection, number: int, **values: object) -> None:
    connection.execute(
        update(STATEMENT_UPLOAD)
        .where(STATEMENT_UPLOAD.c.id == number)
        .values(body_sealed=None, told_at=clock.now(), **values)
    )
