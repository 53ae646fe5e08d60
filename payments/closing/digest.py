"""The hash of a regie's day: every line of its journal, chained to the day before."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date

from sqlalchemy import Connection

from payments.registers import journal
from payments.registers.period import Period

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Digest:
    """``rows`` counts the lines of the journal; ``hash`` is hex."""

    rows: int
    hash: str


def digest(connection: Connection, regie: str, country: str, day: date, previous: str) -> Digest:
    """SHA-256 of the previous hash and the day's lines as canonical JSON, one a line, in the journal's order.

    A quittance's number is left out: it hangs on the row and may be voided, which is no change of the books.
    """
    hashed, rows = hashlib.sha256(f"{previous}\n{regie} {day.isoformat()}\n".encode()), 0
    for entry in journal(connection, Period(day, day, country), regie):
        line = {name: value for name, value in asdict(entry).items() if name != "quittance"}
        line["occurred_at"] = entry.occurred_at.astimezone(UTC).isoformat(timespec="microseconds")
        hashed.update(
            json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        )
        rows += 1
    return Digest(rows, hashed.hexdigest())
