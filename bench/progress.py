"""Where the bench has got to. Drawn between two runs only, so that it takes nothing from a measurement."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar


class Progress:
    """``total`` runs; ``next`` names the one that begins."""

    def __init__(self, console: Console, total: int) -> None:
        self._bar = Bar(
            BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"),
            console=console, auto_refresh=False, transient=True,
        )  # fmt: skip
        self._task = self._bar.add_task("starting PostgreSQL and Valkey", total=total)
        self._begun = False

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def next(self, what: str) -> None:
        """The former run is over and ``what`` begins."""
        self._bar.update(self._task, advance=1 if self._begun else 0, description=what)
        self._begun = True
        self._bar.refresh()

    def say(self, what: str) -> None:
        """How far the present one is."""
        self._bar.update(self._task, description=what)
        self._bar.refresh()
