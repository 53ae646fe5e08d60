"""What messages say, sealed in three tables, and how it is emptied. Whose, or how old, is the caller's to choose."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, bindparam, select, true, update

from kernel.crypto import Keyring
from kernel.personal import BATCH, is_empty
from sms.sealing import seal
from sms.tables import SMS_INBOUND, SMS_MESSAGE, SMS_REPORT


@dataclass(frozen=True, slots=True)
class Texts:
    """``time``: the column that says how old a text is. ``ended``: nobody needs it any more, whoever asks."""

    table: Table
    column: str
    time: str
    ended: ColumnElement[bool]

    def empty(
        self, connection: Connection, keyring: Keyring, which: ColumnElement[bool], *, wait: bool
    ) -> int:
        """Overwrite at most BATCH of them, the oldest first, with a seal of nothing, which opens like any other.

        Without ``wait`` a row that somebody holds is left to the next turn.
        """
        row = self.table.c
        some = (
            select(row.id)
            .where(which, self.ended, ~is_empty(row[self.column]))
            .order_by(row[self.time])
            .limit(BATCH)
            .with_for_update(skip_locked=not wait, key_share=True)
        )
        ids: list[UUID] = list(connection.execute(some).scalars())
        if ids:
            connection.execute(
                update(self.table)
                .where(row.id == bindparam("row"))
                .values({self.column: bindparam("nothing")}),
                [
                    {"row": each, "nothing": seal(keyring, self.table.name, self.column, each, "")}
                    for each in ids
                ],
            )
        return len(ids)


# One that is under way would leave empty, whatever its age.
SENT = Texts(SMS_MESSAGE, "body_sealed", "final_at", SMS_MESSAGE.c.final_at.is_not(None))
RECEIVED = Texts(SMS_INBOUND, "body_sealed", "received_at", true())
REPORTED = Texts(SMS_REPORT, "raw_sealed", "received_at", true())
