"""What a statement comes to for whoever looks: the whole of it, or the part of their regies."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from payments.reconciliation import report, reviewing
from payments.reconciliation.classes import DIFFERENT
from payments.reconciliation.report import Report, Tally


@dataclass(frozen=True, slots=True)
class Review:
    """``report`` is None for a part: a part does not explain a balance. ``fees_xof``: kept on the lines themselves."""

    tallies: tuple[Tally, ...]
    report: Report | None
    fees_xof: int

    @property
    def open(self) -> int:
        """Differences, and refunds of which we know nothing, that nobody has resolved or explained yet."""
        return report.still_open(self.tallies)

    @property
    def differences(self) -> int:
        """What differed when it was found."""
        return sum(each.count for each in self.tallies if each.class_ in DIFFERENT)

    @property
    def moved_xof(self) -> int:
        """What the lines of the file did to the balance: receipts that only we have stand on no line."""
        return sum(each.amount_xof for each in self.tallies if each.class_ != "ours_only") - self.fees_xof


def review(connection: Connection, file: Row[Any], regies: Collection[str] | None) -> Review:
    """``regies`` None: all of it."""
    if regies is not None:
        return Review(reviewing.tallies_of(connection, file, regies), None, 0)
    found = report.report(connection, file.id, new=False)
    return Review(found.tallies, found, reviewing.fees_on_lines(connection, file.id))
