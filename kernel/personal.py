"""How a room says what it holds of a person, what of that can be erased, and why the rest is kept. No room's SQL.

Mali, loi 2013-015 (APDP), and Benin, Code du numérique, loi 2017-20, Livre V: people may see what is held about them
and have it erased, save what another law makes us keep.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, LargeBinary, func, literal_column

from kernel.crypto import Keyring

# Rows that one transaction erases: some milliseconds of locks, for which no citizen waits.
BATCH = 200
# Rows of one section: no person has as many of anything. What is longer is marked as cut.
ROWS_MAX = 5_000
# What a seal is longer than its key id when nothing is in it: a length, a nonce and a tag (``kernel.crypto``).
_EMPTY_SEAL = 1 + 12 + 16

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """One list of what a person may see. ``read`` takes the phone in E.164 and gives at most ROWS_MAX rows for JSON.

    ``kept``: why rows of it are left after everything was erased that may be; "" where none is left.
    """

    name: str
    read: Callable[[Connection, Keyring, str], Rows]
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Erasure:
    """``run`` erases at most BATCH rows of a phone (E.164) and returns how many; 0 when nothing is left to erase.

    What it has erased it does not find again: it may be killed at any moment, and run again.
    """

    what: str
    run: Callable[[Connection, Keyring, str, datetime], int]


@dataclass(frozen=True, slots=True)
class Personal:
    """What one room answers for. Columns are "table.column".

    ``erased`` are emptied or go with their row; ``kept`` column -> why; ``nobody`` table -> why nobody is in it.
    """

    sections: tuple[Section, ...] = ()
    erasures: tuple[Erasure, ...] = ()
    erased: frozenset[str] = frozenset()
    kept: Mapping[str, str] = field(default_factory=dict)
    nobody: Mapping[str, str] = field(default_factory=dict)


def is_empty(sealed: ColumnElement[bytes]) -> ColumnElement[bool]:
    """Whether nothing is in a seal, told by its length: no key is needed, and no row is opened to know it."""
    if not isinstance(sealed.type, LargeBinary):
        raise TypeError("a seal is bytes")
    # Constants and not parameters: PostgreSQL knows by them that a partial index of what is left is the one to read.
    # The byte behind it is for bytes that are none at all, which have no first one and are as empty as a seal can be.
    key_id = func.get_byte(sealed.op("||")(literal_column(r"'\x00'::bytea")), literal_column("0"))
    return func.octet_length(sealed) <= literal_column(str(_EMPTY_SEAL)) + key_id
