"""Statements as files: every operator's portal writes its CSV in its own way. No two agree on anything."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from simulator.operators.cells import Cell
from simulator.store import Document

BOM, WINDOWS = "utf-8-sig", "cp1252"
THIN, WIDE = " ", "\u00a0"  # Between thousands: a space, or one that does not break.


@dataclass(frozen=True, slots=True)
class Sheet:
    """How one operator writes: separator, charset, what stands between thousands, columns in order."""

    comma: str
    charset: str
    thousands: str
    columns: dict[str, Cell]

    def write(self, day: date, opening: int, lines: list[Document]) -> bytes:
        """The file of a day: head, opening balance, lines, closing balance."""
        text = io.StringIO()
        rows = csv.writer(text, delimiter=self.comma, lineterminator="\r\n")
        rows.writerow(self.columns)
        rows.writerow(self._balance("Solde d'ouverture", day, opening))
        balance = opening
        for line in lines:
            balance += line["amount"] - line["fee"]
            rows.writerow([self._cell(read({**line, "balance": balance})) for read in self.columns.values()])
        rows.writerow(self._balance("Solde de clôture", day, balance))
        return text.getvalue().encode(self.charset, "replace")

    def _cell(self, value: object) -> str:
        return f"{value:,}".replace(",", self.thousands) if isinstance(value, int) else str(value)

    def _balance(self, words: str, day: date, amount: int) -> list[str]:
        empty = [""] * (len(self.columns) - 3)
        return [f"{day:%d/%m/%Y}", words, *empty, self._cell(amount)]
