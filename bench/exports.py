"""A register taken as a file: rows a second, and the server's peak memory for many rows beside that for few."""

import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bench.aims import GROWTH_MAX, Aim
from bench.contenders import Unexpected
from bench.exports_reader import Reader, Taken
from bench.exports_rows import write
from bench.pace import Pace
from bench.progress import Progress
from bench.server import GATEWAY, Server
from bench.stage import Stage
from gateway.settings import Settings
from gateway.wiring import build

ROWS_FEW = 10_000
FORMS = ("csv", "xlsx")
REGIE = "ml-sikasso"
PATH = f"/admin/registers/file?register=journal&regie={REGIE}&since=2026-02-01&until=2026-02-28&form="
# A first file loads what every file needs: what comes after it is what rows cost.
REDIS_FROM = 11


@dataclass(frozen=True)
class Export:
    """``peak_mb`` is the largest resident size of the server's process while the file was made."""

    form: str
    rows: int
    mb: float
    first_s: float
    seconds: float
    peak_mb: float

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


@dataclass(frozen=True)
class Exports:
    """Few and many of each form, in this order."""

    found: list[Export]

    def growth(self, form: str) -> float:
        """Peak memory for many rows to that for few."""
        few, many = (each for each in self.found if each.form == form)
        return many.peak_mb / few.peak_mb


def runs(_: Pace) -> int:
    """How many stretches of work ``compare`` announces."""
    return 2 * (1 + len(FORMS))


def compare(stage: Stage, pace: Pace, progress: Progress) -> Exports:
    """Each form from a database of few rows and from one of many, each behind a server of its own."""
    found: list[Export] = []
    for place, rows in enumerate((ROWS_FEW, pace.cases_many)):
        url = stage.database(f"exports_{place}")
        progress.next(f"writing {rows:,} rows")
        write(url, rows, REGIE, lambda done, of=rows: progress.say(f"writing {of:,} rows: {done:,}"))  # type: ignore[misc]
        with stage.server(GATEWAY, url, REDIS_FROM + place) as server:
            reader = Reader(server.port, build(_settings(stage, url, REDIS_FROM + place)))
            reader.enter()
            with tempfile.TemporaryDirectory() as folder:
                reader.take(PATH.replace("2026-02-28", "2026-02-02") + "csv", Path(folder) / "first")
                for form in FORMS:
                    progress.next(f"{rows:,} rows as {form}")
                    found.append(_taken(server, reader, form, rows, Path(folder) / form))
    return Exports(sorted(found, key=lambda each: FORMS.index(each.form)))


def _taken(server: Server, reader: Reader, form: str, rows: int, path: Path) -> Export:
    # A code counts for five minutes, and a file of many rows may take as long.
    reader.enter()
    # proc(5): 5 sets the peak back to what is resident now.
    Path(f"/proc/{server.worker}/clear_refs").write_text("5")
    taken: Taken = reader.take(PATH + form, path)
    counted = _counted(form, path)
    if counted != rows:
        raise Unexpected(f"{form}: {counted} rows instead of {rows}")
    return Export(form, rows, taken.size / 2**20, taken.first_s, taken.seconds, _peak_mb(server.worker))


def _peak_mb(pid: int) -> float:
    lines = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line
    )
    return int(lines["VmHWM"].split()[0]) / 1024


def _counted(form: str, path: Path) -> int:
    """Rows between the titles and the foot."""
    if form == "csv":
        with path.open("rb") as stream:
            return sum(1 for _ in stream) - 2
    with zipfile.ZipFile(path) as archive, archive.open("xl/worksheets/sheet1.xml") as sheet:
        found, tail = 0, b""
        while piece := sheet.read(2**20):
            found += (tail + piece).count(b"<row>")
            tail = piece[-4:]
        return found - 2


def _settings(stage: Stage, url: str, redis_db: int) -> Settings:
    given = stage.environment(url, redis_db)
    return Settings(database_url=SecretStr(url), redis_url=SecretStr(given["GUICHET_REDIS_URL"]))


def show(console: Console, found: Exports) -> None:
    """Each form, few and many."""
    table = Table(title="The journal of a regie as a file", title_justify="left")
    for name in ("", "rows", "MB", "first byte s", "seconds", "rows/s", "peak MB"):
        table.add_column(name, justify="right" if name else "left")
    for each in found.found:
        table.add_row(
            each.form, f"{each.rows:,}", f"{each.mb:,.1f}", f"{each.first_s:.2f}", f"{each.seconds:.1f}",
            f"{each.rate:,.0f}", f"{each.peak_mb:.0f}",
        )  # fmt: skip
    for form in FORMS:
        table.add_row(f" {form}: many to few", "", "", "", "", "", f"x {found.growth(form):.2f}", style="dim")
    console.print(table)


def aims(found: Exports) -> list[Aim]:
    """No more memory for a hundred times the rows."""
    return [
        Aim(f"Peak memory of a {form} of many rows to one of few", found.growth(form), GROWTH_MAX)
        for form in FORMS
    ]
