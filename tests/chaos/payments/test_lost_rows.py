"""The simulation's own word for what it destroys: without it a lost callback would be told as a broken promise."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import time_machine
from sqlalchemy import delete, select

from kernel.database import Database
from kernel.outbox import OUTBOX
from payments import invariants
from payments.inbox.store import store
from payments.tables import PAYMENT_CALLBACK
from tests.chaos.payments import checker, faults
from tests.chaos.payments.agenda import Agenda
from tests.chaos.payments.death import Deaths, MortalDatabase
from tests.chaos.payments.room import KEYRING, Room

START = datetime(2026, 2, 7, 14, 5, tzinfo=UTC)


class Doom(Random):
    """Every row is lost, and every life ends at its ``point``-th point."""

    point = 0

    def random(self) -> float:
        return 0.0

    def randint(self, a: int, b: int) -> int:
        return self.point


@pytest.fixture
def doom() -> Doom:
    return Doom()


@pytest.fixture
def room(database: Database, doom: Doom) -> Iterator[Room]:
    mortal, deaths = MortalDatabase(database.url), Deaths(doom, faults.DEATH, faults.DEATHS)
    with time_machine.travel(START, tick=False) as traveller:
        yield Room(mortal, doom, Agenda(traveller, START), deaths, {})
    mortal.deaths = None
    mortal.close()


def called_back(room: Room, raw: bytes) -> str:
    with room.database.transaction() as connection:
        store(connection, KEYRING, rail="mtn", raw=raw)
        newest = select(PAYMENT_CALLBACK.c.id).order_by(PAYMENT_CALLBACK.c.id.desc()).limit(1)
        return str(connection.execute(newest).scalar_one())


@pytest.mark.parametrize(
    ("point", "lost"),
    [(1, False), (2, False), (3, False), (4, True), (0, True)],
    ids=["leased", "destroyed", "before commit", "after commit", "nobody dies"],
)
def test_a_callback_counts_as_lost_exactly_when_its_row_is(
    room: Room, doom: Doom, *, point: int, lost: bool
) -> None:
    """Whoever dies where: a rolled back loss is none, a committed one is one."""
    callback = called_back(room, b"{}")
    doom.point = point
    room.database.deaths = room.deaths
    room.work()
    room.database.deaths = None
    assert room.lost_callbacks() == ({callback} if lost else set())


def test_a_forgotten_callback_is_seen_behind_any_number_of_lost_ones(room: Room) -> None:
    lost = {called_back(room, b"lost %d" % number) for number in range(invariants.SHOWN_MAX)}
    for _ in lost:
        room.work()
    assert room.lost_callbacks() == lost
    forgotten = called_back(room, b"forgotten")
    with room.database.transaction() as connection:
        connection.execute(delete(OUTBOX).where(OUTBOX.c.subject == forgotten))
    room.agenda.go(START + timedelta(minutes=11))
    assert [line.rsplit(": ")[-1] for line in checker._invariants(room.database, lost)] == [
        f"['{forgotten}']"
    ]
