"""A register to take away: as CSV, XLSX or PDF. Who took what, of which days and how many rows is in the trail.

Bad-input row 72: sent row by row, capped, one at a time in a process, so often a person and hour, audited.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import structlog
from flask import Response

from admin.books import asked as asking
from admin.books import csv_file, pdf_file, xlsx_file
from admin.books.asked import Asked
from admin.books.file_name import file_name, headers
from admin.books.reader import Reader
from admin.books.rows import ROWS_MAX, Rows
from admin.books.sheets import SHEETS
from admin.books.titles import beneath, words_of
from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.page import page
from admin.parts import Parts, parts
from admin.people.person import Scope
from kernel import audit, clock

# Each register of a dozen regies once an hour, with a few that were asked for wrongly.
EACH_HOUR = 30
HOUR_S = 3600
STREAMS: Mapping[str, tuple[Callable[[Rows], Iterator[bytes]], str]] = {
    csv_file.ENDING: (csv_file.stream, csv_file.MEDIA_TYPE),
    xlsx_file.ENDING: (xlsx_file.stream, xlsx_file.MEDIA_TYPE),
}
FORMS = (*STREAMS, pdf_file.ENDING)

log = structlog.get_logger(__name__)


def take(scope: Scope) -> Answer:
    """The file begins at once; a PDF of too many rows is refused with words instead."""
    of_regie = frozenset(name for name, sheet in SHEETS.items() if sheet.of_regie)
    asked = asking.read(scope, "books.export", frozenset(SHEETS), of_regie)
    if asked is None:
        return page("books/no_regie", 400, tab="registers")
    ending = form.asked("form") if form.asked("form") in FORMS else csv_file.ENDING
    name = visitor.person().name
    if not parts().limits.allow("books-export", name, EACH_HOUR, HOUR_S, open_when_down=False):
        return page("refused", 429, reason="export_often")
    export = Export(parts(), asked, ending, visitor.person().actor)
    if not export.enter():
        return page("refused", 429, reason="export_busy")
    try:
        export.note("register.export")
        return export.printed() if ending == pdf_file.ENDING else export.streamed()
    except BaseException:
        export.end()
        raise


class Export:
    """One file on its way. It holds a place at the turnstile, and a connection while rows are read."""

    def __init__(self, given: Parts, asked: Asked, ending: str, actor: str) -> None:
        self._parts, self._asked, self._ending, self._actor = given, asked, ending, actor
        self._words = words_of(SHEETS[asked.name], asked)
        self._beneath = beneath(asked)
        self._held = ExitStack()
        self._rows: Rows | None = None

    def enter(self) -> bool:
        """Whether there was a place; then it is this file's until its end."""
        entered = self._parts.books.turnstile.enter()
        if entered:
            self._held.callback(self._parts.books.turnstile.leave)
        return entered

    def streamed(self) -> Response:
        """Rows go out as they come in. What is held is given back when the reader has it all, or went away."""
        make, media_type = STREAMS[self._ending]
        response = Response(self._until_end(make(self._opened(ROWS_MAX))), headers=self._headers(media_type))
        # A reader who went away before the first piece: a generator that never began has no end of its own.
        response.call_on_close(self.end)
        return response

    def _until_end(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from pieces
        finally:
            self.end()

    def printed(self) -> Answer:
        """A PDF is drawn whole: a few thousand rows at most."""
        rows = self._opened(pdf_file.ROWS_MAX)
        made = pdf_file.register(rows, self._beneath, clock.now())
        self.end()
        if rows.cut:
            return page("books/too_long", 400, asked=self._asked, most=pdf_file.ROWS_MAX)
        return Response(made, headers=self._headers(pdf_file.MEDIA_TYPE))

    def end(self) -> None:
        """Give everything back, and note how far it came; once."""
        if self._rows is not None:
            self.note("register.exported", rows=self._rows.count, cut=self._rows.cut, whole=self._rows.whole)
            self._rows = None
        self._held.close()

    def note(self, act: str, **more: int | bool) -> None:
        """A line of the trail."""
        said = {"form": self._ending, **self._asked.query, **more}
        with self._parts.database.transaction() as connection:
            audit.append(connection, self._actor, act, f"register:{self._asked.name}", said)

    def _opened(self, most: int) -> Rows:
        sheet = SHEETS[self._asked.name]
        database = self._held.enter_context(self._parts.books.patient())
        connection = self._held.enter_context(database.transaction())
        found = sheet.read(Reader(connection, self._parts.keyring, self._parts.books.accounting), self._asked)
        zone = clock.ZONES[self._asked.period.country]
        self._rows = Rows(sheet, found, zone, self._words, most)
        return self._rows

    def _headers(self, media_type: str) -> Mapping[str, str]:
        period = self._asked.period
        days = (period.start.isoformat(), period.end.isoformat())
        whose = self._asked.regie_code or period.country
        return headers(file_name(self._asked.name, whose, *days, ending=self._ending), media_type)
