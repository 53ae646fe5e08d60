"""Walking the chain: in the database, or in an exported file with no database at hand."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, text

from payments.ledger import record

PAGE = 1000  # Rows in memory while walking: some MB.
# Twenty lines of at most 60 characters a code make 6 kB: a longer line of a file is none of ours.
LONGEST_LINE = 64 * 1024

# Rows that are neither sealed nor waiting for it: somebody removed their seal, or put them in past the door.
_UNCHAINED = text("""
WITH page AS (SELECT id FROM ledger_journal WHERE id > :after ORDER BY id LIMIT :limit)
SELECT max(id) AS last, min(id) FILTER (
    WHERE NOT EXISTS (SELECT FROM ledger_seal WHERE journal_id = page.id)
      AND NOT EXISTS (SELECT FROM ledger_unsealed WHERE journal_id = page.id)
) AS bad
FROM page
""")


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where the chain does not hold. ``journal_id`` is None when it cannot be read."""

    seq: int
    journal_id: int | None
    reason: str

    def __str__(self) -> str:
        row = "" if self.journal_id is None else f" (journal row {self.journal_id})"
        return f"link {self.seq}{row}: {self.reason}"


def verify(connection: Connection) -> Broken | None:
    """Walk the whole chain and the journal: the first row altered, removed or moved, or None.

    Links cut from the end leave a shorter chain that holds: compare `head` with one printed before.
    """
    after, previous = 0, record.GENESIS
    while links := record.sealed(connection, after, PAGE):
        for link in links:
            if broken := _judge(after + 1, previous, link):
                return broken
            after, previous = link.seq, link.hash
    return _unchained(connection, after)


def export(connection: Connection, stream: IO[str]) -> tuple[int, str]:
    """Write the sealed rows as JSON lines, then a last line with their number and the head; the head.

    Constant memory. Rows not sealed yet are left out: seal first.
    """
    after, last = 0, record.GENESIS
    while links := record.sealed(connection, after, PAGE):
        for link in links:
            body = {**(link.content or {"seq": link.seq, "id": link.journal_id}), "hash": link.hash.hex()}
            stream.write(record.canonical(body).decode() + "\n")
            after, last = link.seq, link.hash
    stream.write(record.canonical({"count": after, "head": last.hex()}).decode() + "\n")
    return after, last.hex()


def verify_file(path: Path, expected: tuple[int, str] | None = None) -> Broken | None:
    """Walk an export: the first line altered, removed or moved, or None. Raises OSError only.

    ``expected`` is a head printed before (`chain.head`): without it, a file cut short whose last line was
    written anew cannot be told from a younger export.
    """
    after, previous = 0, record.GENESIS
    with path.open("rb") as stream:
        for body in _bodies(stream):
            if body is None:
                return Broken(after + 1, None, "the line cannot be read")
            if "head" in body:
                return _ending(body, after, previous, expected) or _trailing(stream, after)
            link = _link(body)
            if link is None:
                return Broken(after + 1, None, "the line is no link")
            if broken := _judge(after + 1, previous, link):
                return broken
            after, previous = link.seq, link.hash
    return Broken(after + 1, None, "the file ends without its last line: it was cut")


def _judge(wanted: int, previous: bytes, link: record.Link) -> Broken | None:
    """Whether ``link`` follows ``previous`` at place ``wanted``."""
    if link.seq != wanted:
        late = "it is out of order" if link.seq < wanted else f"link {wanted} before it was removed or moved"
        return Broken(link.seq, link.journal_id, late)
    if link.content is None or link.content.get("id") != link.journal_id:
        return Broken(link.seq, link.journal_id, "the journal row was removed")
    if record.link(previous, link.content) != link.hash:
        return Broken(link.seq, link.journal_id, "it was altered")
    unbalanced = record.fault(link.content)
    return Broken(link.seq, link.journal_id, unbalanced) if unbalanced else None


def _unchained(connection: Connection, seq: int) -> Broken | None:
    after = 0
    while (row := connection.execute(_UNCHAINED, {"after": after, "limit": PAGE}).one()).last is not None:
        if row.bad is not None:
            return Broken(seq + 1, row.bad, "the journal row is neither sealed nor waiting")
        after = row.last
    return None


def _bodies(stream: IO[bytes]) -> Iterator[dict[str, Any] | None]:
    """Each line as an object, None for what is none."""
    while line := stream.readline(LONGEST_LINE):
        try:
            body = json.loads(line)
        except (ValueError, RecursionError):
            body = None
        yield body if isinstance(body, dict) else None


def _link(body: dict[str, Any]) -> record.Link | None:
    try:
        content = {key: value for key, value in body.items() if key != "hash"}
        # What `fault` reads must have its shape: a forged line is named, never a crash.
        whole = isinstance(content["lines"], int) and all(
            len(entry) == 5 and isinstance(entry[2], int) for entry in content["entries"]
        )
        seal = bytes.fromhex(body["hash"])
        return record.Link(int(body["seq"]), int(body["id"]), content, seal) if whole else None
    except (KeyError, TypeError, ValueError):
        return None


def _ending(body: dict[str, Any], count: int, last: bytes, expected: tuple[int, str] | None) -> Broken | None:
    if (body.get("count"), body["head"]) != (count, last.hex()):
        return Broken(count + 1, None, "links before the last line were removed")
    if expected is not None and expected != (count, last.hex()):
        return Broken(count + 1, None, "the chain does not end at the expected head")
    return None


def _trailing(stream: IO[bytes], count: int) -> Broken | None:
    return Broken(count + 1, None, "lines follow the last line") if stream.readline(1) else None
