"""The operators' own books, read from the simulator's file: whose francs they really took, whatever they told."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# The simulator's names and ours: what is dialled at Orange is a rail of its own.
RAILS = {"orange": "orange_merchant"}
XOF = "XOF"


@dataclass(frozen=True)
class Debit:
    """One debit of a payer. ``lines`` are its lines on any day's statement, ``taken_back`` one of them undoes it."""

    rail: str
    operator_id: str
    amount_xof: int
    currency: str
    reference: str
    at: datetime
    lines: int
    taken_back: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.rail, self.operator_id


def debits(folder: Path) -> list[Debit]:
    """Every payment that succeeded at an operator, oldest first."""
    lines: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for line in _records(folder, "statement"):
        lines.setdefault((line["operator"], line["id"]), []).append(line)
    found = []
    for each in _records(folder, "money"):
        if each["state"] != "succeeded" or each["kind"] == "refund":
            continue
        mine = lines.get((each["operator"], each["operator_id"]), [])
        found.append(
            Debit(
                RAILS.get(each["operator"], each["operator"]), each["operator_id"], each["settled_amount"],
                each["settled_currency"], each["reference"], datetime.fromtimestamp(each["settled"], UTC),
                len(mine), any(line["amount"] < 0 for line in mine),
            )
        )  # fmt: skip
    return found


def coming(folder: Path) -> int:
    """Successes that an operator has still in store: those that are late."""
    return sum(each.get("state") == "succeeded" for each in _records(folder, "agenda"))


def _records(folder: Path, kind: str) -> list[dict[str, Any]]:
    path = folder / "simulator" / "simulator.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        rows = file.execute("SELECT body FROM record WHERE kind = ?", [kind])
        found = [json.loads(row[0]) for row in rows]
    return sorted(found, key=lambda each: int(each["serial"]))
