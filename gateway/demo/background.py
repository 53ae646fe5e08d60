"""Writes the month beside the open doors, in a process of its own; what is left at the end is written next time."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread

import structlog

from gateway.demo.month import progress
from gateway.demo.month.writer import Writer
from gateway.program import Started, copy
from gateway.settings import Settings, load
from gateway.wiring import build
from kernel import logs
from kernel.database import Database, DatabaseUnavailable

# Citizens who try the demo come first: 19 is the least that a process can ask for.
NICE = 19
LOOK_S = 1.0
END_S = 5.0
Say = Callable[[int, int], None]
log = structlog.get_logger(__name__)


@contextmanager
def writing(settings: Settings, environment: Mapping[str, str], say: Say) -> Iterator[None]:
    """Until the end of the block the month is being written, unless it is there. ``say`` hears how far it is."""
    if not _is_due(settings):
        yield
        return
    written = settings.data_dir / "logs" / "demo.log"
    written.parent.mkdir(parents=True, exist_ok=True)
    done = _progress_file(settings)
    process, ended = copy("demo", work, environment, written)(), Event()
    watch = Thread(target=partial(_watch, process, done, say, ended), name="demo-progress", daemon=True)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        if process.exit_status() is None:
            # Nothing to finish: the step in hand is one transaction.
            os.kill(process.pid, signal.SIGTERM)
            process.wait(END_S)
        watch.join(END_S)


def work() -> None:
    """What the process does."""
    os.nice(NICE)
    settings = load()
    # What the rooms have to say of the past is no news; only what went wrong is.
    logs.configure("WARNING")
    guichet = build(settings)
    writer = Writer(guichet)
    try:
        writer.run(partial(_tell, _progress_file(settings)))
    finally:
        writer.close()
        guichet.close()


def _is_due(settings: Settings) -> bool:
    database = Database(settings.database_url.get_secret_value(), pool_size=1)
    try:
        with database.transaction() as connection:
            mark = progress.find(connection)
    except DatabaseUnavailable:
        return False
    finally:
        database.close()
    return mark is not None and not mark.finished


def _progress_file(settings: Settings) -> Path:
    return settings.data_dir / "demo" / "progress"


def _tell(path: Path, done: int, of: int) -> None:
    """For whoever watches; the truth is in the database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{done} {of}", "ascii")


def _watch(process: Started, path: Path, say: Say, ended: Event) -> None:
    heard = ""
    while not ended.wait(LOOK_S):
        told = path.read_text("ascii") if path.exists() else ""
        if told and told != heard:
            heard = told
            done, _, of = told.partition(" ")
            if of.isdigit():
                say(int(done), int(of))
        if process.exit_status() is not None:
            return
