"""Plays batches on several processors at once, each process on a database of its own, and adds up what they tell."""

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import psycopg
from sqlalchemy import text

from kernel.database import METADATA
from tests.chaos.payments.death import MortalDatabase
from tests.chaos.payments.world import Told, play
from tests.rooms import import_tables

NAME = "chaos"


@dataclass
class Sum:
    """Of the batches so far."""

    counts: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    died: Counter[str] = field(default_factory=Counter)

    def add(self, told: Told) -> None:
        self.counts += told.counts
        self.seen += told.seen
        self.died += told.died


class _Seat:
    """What one process keeps between its batches."""

    database: MortalDatabase


def played(url: str, batches: Iterable[tuple[int, int, int]], processes: int) -> Iterator[Told]:
    """Each (seed, batch, payments), as they come to an end."""
    # Spawned, not forked: a process that has open connections must not be copied.
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, _sit, (url,)) as pool:
        yield from pool.imap_unordered(_play, batches)


def _sit(url: str) -> None:
    _Seat.database = prepared(url, f"{NAME}_{os.getpid()}")


def prepared(url: str, name: str) -> MortalDatabase:
    """A new database with every table."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    import_tables()
    database = MortalDatabase(url.rsplit("/", 1)[0] + f"/{name}")
    METADATA.create_all(database.engine)
    with database.engine.begin() as connection:
        for table in METADATA.sorted_tables:
            # Statistics taken at a moment of real time would change the order of rows, and so the story.
            connection.execute(text(f"ALTER TABLE {table.name} SET (autovacuum_enabled = false)"))
    return database


def _play(task: tuple[int, int, int]) -> Told:
    return play(_Seat.database, *task)
