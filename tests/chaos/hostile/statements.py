"""The operators' statements, downloaded from their portals and imported by the command that the cashiers use."""

import csv
import io
import json
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from kernel import clock
from tests.journeys.running import HTTP, Running

# Whose portal, and the country whose clock its statement keeps; the payers of both may use the last two.
PORTALS = (("mtn", "BJ"), ("moov", "BJ"), ("orange", "ML"), ("gsma", "BJ"), ("pispi", "ML"))
# Midnight may pass during the proof, and what is late stands on tomorrow's.
DAYS = (-1, 0, 1)


@dataclass(frozen=True)
class Imported:
    """``refused`` is what the command said to a file as it came; its lines in other currencies then were left out."""

    operator: str
    day: str
    status: int
    refused: str
    report: dict[str, Any]


def import_all(town: Running) -> list[Imported]:
    """Every portal, yesterday to tomorrow."""
    done = []
    for operator, country in PORTALS:
        for ahead in DAYS:
            day = (clock.local_day(country, clock.now()) + timedelta(days=ahead)).isoformat()
            done.append(_import(town, operator, country, day))
    return done


def _import(town: Running, operator: str, country: str, day: str) -> Imported:
    answer = HTTP.request(
        "GET", f"{town.simulator}/operators/{operator}/statement.csv", fields=_asked(operator, country, day)
    )
    assert answer.status == 200, answer.status
    path = town.folder / f"{operator}-{day}.csv"
    path.write_bytes(answer.data)
    result, refused = _reconcile(town, operator, country, path), ""
    if not result.stdout:
        refused = result.stderr.strip()
        path.write_bytes(_francs_only(answer.data))
        result = _reconcile(town, operator, country, path)
    assert result.stdout, (operator, day, result.stderr)
    return Imported(operator, day, result.returncode, refused, json.loads(result.stdout))


def _asked(operator: str, country: str, day: str) -> dict[str, str]:
    """Moov keeps an account in each country; one statement of the last two holds the payers of both."""
    return {"day": day, "country": country} if operator == "moov" else {"day": day}


def _reconcile(town: Running, operator: str, country: str, path: Path) -> subprocess.CompletedProcess[str]:
    return town.guichet("reconcile", str(path), "--rail", operator, "--country", country, "--json")


def _francs_only(data: bytes) -> bytes:
    """The statement without lines in other currencies, as a cashier makes it after the refusal."""
    text = data.decode("utf-8-sig")
    mark = ";" if text.splitlines()[0].count(";") > text.splitlines()[0].count(",") else ","
    read = list(csv.DictReader(io.StringIO(text), delimiter=mark))
    assert read, "a refused statement has lines"
    kept = [row for row in read if row.get("Devise", "XOF") in ("XOF", "", None)]
    written = io.StringIO()
    writer = csv.DictWriter(written, list(read[0]), delimiter=mark)
    writer.writeheader()
    writer.writerows(kept)
    return b"\xef\xbb\xbf" + written.getvalue().encode()
