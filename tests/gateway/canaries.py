"""Words that stand nowhere else, and where they are looked for: logs, errors, Redis, jobs, every table."""

import json
import logging
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import redis as redis_py
import structlog
from sqlalchemy import select

from gateway import bell, queues
from kernel.database import METADATA, Database

# Two citizens, what they type, and what only they and we may know. Codes are added when they are drawn.
CALLER, PAYER = "+22376543219", "+2290197531864"
NAME, COMPANY, GOODS = "Oumou Zzkanari", "Vlimpo Negoce", "Qwoxbeurre"
FREE_TEXT = "jkwpxv mon mari est malade"
PIN = "804193"
TYPED = {
    "phone of the caller": "76543219", "phone of the payer": "97531864", "name": "zzkanari", "company": "vlimpo",
    "goods": "qwoxbeurre", "free text": "jkwpxv", "a secret code": PIN, "document number": "kx90417",
}  # fmt: skip


# What the town draws: no amount, no year and no line of a traceback is one of them.
CODES, CODE_OF_PAPERS = ("7391", "6283", "8462", "5947"), "9573"
# In what is sealed, four figures that stand alone are found by chance once in 30,000 runs: these are left out.
_FEW_LETTERS = re.compile(r"(?<![ -~])[ -~]{1,7}(?![ -~])")
_FOUR_FIGURES = re.compile(r"(?<!\d)\d{4}(?!\d)")


@dataclass
class Canaries:
    """``codes`` are four digits: whole words only, since three figures and a date may hold them."""

    codes: dict[str, str] = field(default_factory=dict)

    def of(self, text: str) -> set[str]:
        """Which of them sing in ``text``."""
        folded = text.lower()
        found = {what for what, word in TYPED.items() if word in folded}
        return found | {
            what for what, code in self.codes.items() if re.search(rf"(?<![\w.:-]){code}(?![\w.:-])", text)
        }


@contextmanager
def heard() -> Iterator[list[str]]:
    """Every log record of the block, from DEBUG, as the code gave it: before anything is redacted."""
    lines: list[str] = []

    def keep(_logger: Any, _method: str, event: Any) -> Any:
        trace = traceback.format_exc() if event.get("exc_info") else ""
        lines.append(f"{event!r} {trace}")
        raise structlog.DropEvent

    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, keep],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        cache_logger_on_first_use=False,
    )
    handler, root = _Standard(lines), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        structlog.reset_defaults()


class _Standard(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(f"{record.name} {self.format(record)}")


def in_redis(client: redis_py.Redis) -> Iterator[tuple[str, str]]:
    """(key, everything under it), keys too; binary values letter by letter."""
    readers: dict[Any, Callable[[Any], object]] = {
        b"string": client.get, b"hash": client.hgetall, b"set": client.smembers,
        b"list": lambda key: client.lrange(key, 0, -1), b"zset": lambda key: client.zrange(key, 0, -1),
        b"stream": client.xrange,
    }  # fmt: skip
    for key in client.scan_iter(count=1000):
        name, kind = key.decode("latin-1"), client.type(key)
        if kind != b"none":  # its time was over since it was found
            yield name, f"{name} {readers[kind](key)!r}"


def in_jobs(client: redis_py.Redis) -> Iterator[tuple[str, str]]:
    """(job, what RQ would call it with): compressed in Redis, so that a look at its keys does not see it."""
    for lane in bell.LANES:
        for job in queues.queue(client, lane).get_jobs():
            yield (
                job.id,
                f"{job.id} {job.func_name} {job.args!r} {job.kwargs!r} {job.description} {job.meta!r}",
            )


def in_tables(database: Database) -> Iterator[tuple[str, str]]:
    """("table.column", value) of every row of every table; bytes letter by letter, see ``letters``."""
    for table in METADATA.sorted_tables:
        with database.transaction() as connection:
            for row in connection.execute(select(table)).mappings():
                for column, value in row.items():
                    yield f"{table.name}.{column}", _told(value)


def _told(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return letters(bytes(value))
    return (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    )


def letters(value: bytes) -> str:
    """Letter by letter, less four figures among a few letters: they say nothing."""
    text = value.decode("latin-1")
    if text.isascii() and text.isprintable():
        return text
    return _FEW_LETTERS.sub(lambda few: _FOUR_FIGURES.sub("", few[0]), text)


def found(canaries: Canaries, places: Iterator[tuple[str, str]]) -> Mapping[str, set[str]]:
    """Place -> what of a citizen is readable there."""
    seen: dict[str, set[str]] = {}
    for place, text in places:
        if sung := canaries.of(text):
            seen.setdefault(place, set()).update(sung)
    return seen
