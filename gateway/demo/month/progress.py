"""How far the month is written: one finished row of the outbox, moved on by each step's own transaction.

A finished row is nobody's work, and is forgotten with the others after 30 days: then there is nothing to resume.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from kernel.outbox import OUTBOX

LANE = "events"
TOPIC = "demo.month"


@dataclass(frozen=True, slots=True)
class Mark:
    """``anchor``: the first start, where the month ends. ``done`` of ``of`` moments are written; ``of`` 0: none yet."""

    row: int
    anchor: datetime
    done: int
    of: int

    @property
    def finished(self) -> bool:
        return self.of > 0 and self.done >= self.of


def begin(connection: Connection, at: datetime) -> None:
    """From now on there is a month to write, which ends at ``at``."""
    connection.execute(
        insert(OUTBOX).values(
            lane=LANE, topic=TOPIC, subject=at.isoformat(), payload={"done": 0, "of": 0}, created_at=at, due_at=at,
            done_at=at,
        )
    )  # fmt: skip


def find(connection: Connection, *, hold: bool = False) -> Mark | None:
    """The mark; None where no demo was begun. With ``hold`` nobody else writes until the transaction ends."""
    query = select(OUTBOX).where(OUTBOX.c.topic == TOPIC).order_by(OUTBOX.c.id).limit(1)
    row = connection.execute(query.with_for_update() if hold else query).one_or_none()
    if row is None:
        return None
    return Mark(row.id, datetime.fromisoformat(row.subject), row.payload["done"], row.payload["of"])


def move(connection: Connection, mark: Mark, done: int, of: int, anchor: datetime | None = None) -> None:
    """In the transaction that wrote what is now done. With ``anchor`` the month ends there instead."""
    values: dict[str, object] = {"payload": {"done": done, "of": of}}
    if anchor is not None:
        values["subject"] = anchor.isoformat()
    connection.execute(update(OUTBOX).where(OUTBOX.c.id == mark.row).values(values))
