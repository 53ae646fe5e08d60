"""Plays batches on several processors at once, each process on a database of its own."""

import gc
import multiprocessing
import os
from collections.abc import Iterable, Iterator

import psycopg
from sqlalchemy import URL, text

from kernel.database import METADATA
from tests.chaos.payments.death import MortalDatabase
from tests.chaos.payments.world import Told, play
from tests.rooms import import_tables

NAME = "chaos"
# (seed, batch, payments)
Task = tuple[int, int, int]
# Objects between two collections, instead of 700: a batch leaves no cycles that matter, and is gone at its end.
COLLECT_EACH = 50_000


class _Seat:
    """What one process keeps between its batches."""

    database: MortalDatabase


def played(url: URL, batches: Iterable[Task], processes: int) -> Iterator[Told]:
    """Each batch, as they come to an end."""
    # Spawned, not forked: a process that has open connections must not be copied.
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, _sit, (url,)) as pool:
        yield from pool.imap_unordered(_play, batches)


def _sit(url: URL) -> None:
    _Seat.database = prepared(url, f"{NAME}_{os.getpid()}")
    gc.freeze()
    gc.set_threshold(COLLECT_EACH)


def prepared(url: URL, name: str) -> MortalDatabase:
    """A new database with every table."""
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    import_tables()
    database = MortalDatabase(_plain(url.set(database=name)))
    METADATA.create_all(database.engine)
    with database.engine.begin() as connection:
        for table in METADATA.sorted_tables:
            # Statistics taken at a moment of real time would change the order of rows, and so the story.
            connection.execute(text(f"ALTER TABLE {table.name} SET (autovacuum_enabled = false)"))
    return database


def _play(task: Task) -> Told:
    return play(_Seat.database, *task)


def _plain(url: URL) -> str:
    return url.render_as_string(hide_password=False)
