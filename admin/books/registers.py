"""A register on the page: fifty rows behind a cursor, and on the first page the sums of the whole period."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from admin.books import asked as asking
from admin.books import naming, regies, rest
from admin.books.asked import Asked
from admin.books.exports import FORMS
from admin.books.reader import Reader
from admin.books.rows import STANDING
from admin.books.sheets import SHEETS, Column, Sheet
from admin.books.titles import head, of_account, whose
from admin.doors.allowed import Answer
from admin.money.sheet import spaced
from admin.page import page
from admin.parts import parts
from admin.people.person import Scope
from kernel import clock

PAGE_ROWS = 50
# A register that is not paged has one row a line or account; the stubs, which may be many, are read in a file.
SHOWN_MAX = 500


def show(scope: Scope) -> Answer:
    """What the address asks for; the journal of this month when it asks for nothing."""
    of_regie = frozenset(name for name, sheet in SHEETS.items() if sheet.of_regie)
    asked = asking.read(scope, "books.read", frozenset(SHEETS), of_regie)
    if asked is None:
        return page("books/no_regie", tab="registers")
    sheet = SHEETS[asked.name]
    with parts().books.patient() as database, database.transaction() as connection:
        reader = Reader(connection, parts().keyring, parts().books.accounting)
        rows, more = _rows(reader, sheet, asked)
        summed = sheet.summed(reader, asked) if sheet.summed and asked.cursor is None else None
    if sheet.summed is None:
        summed = _added(sheet, rows)
    return page(
        "books/registers", asked=asked, sheet=sheet, sheets=SHEETS, rows=rows, more=more, summed=summed,
        columns=[column for column in sheet.columns if _shown(column, asked)], forms=FORMS, regies=regies.seen(scope),
        all_regies=scope.administration is None, countries=sorted(clock.ZONES), accounts=_accounts(asked),
        whose=whose(asked), account=of_account(asked), beneficiary=parts().books.accounting.beneficiary,
        rail=naming.rail, spaced=spaced,
        head=lambda column: head(column, asked),
        zone=clock.ZONES[asked.period.country],
    )  # fmt: skip


def _shown(column: Column, asked: Asked) -> bool:
    """What a page has room for; of one regie it need not be told in each row which."""
    return not column.wide and not (column.name == "regie" and asked.regie is not None)


def _rows(reader: Reader, sheet: Sheet, asked: Asked) -> tuple[list[Any], str]:
    """The rows of this page and the next one's cursor: "" when there is none, "cut" when the rest is in files only."""
    before = asked.cursor if sheet.at else None
    skip, most = rest.skipped(before), (PAGE_ROWS if sheet.at else SHOWN_MAX)
    found = list(islice(sheet.read(reader, asked), skip, skip + most + 1))
    rows = found[:most]
    if len(found) <= most:
        return rows, ""
    return rows, str(rest.behind([getattr(row, sheet.at) for row in rows], before)) if sheet.at else "cut"


def _added(sheet: Sheet, rows: list[Any]) -> Mapping[str, int]:
    names = [each.name for each in sheet.columns if each.kind == "money" and each.name not in STANDING]
    sums = {name: sum(getattr(row, name) or 0 for row in rows) for name in names}
    return {"rows": len(rows), **sums}


def _accounts(asked: Asked) -> list[tuple[str, str]]:
    chart = parts().books.accounting.accounts
    return sorted({(each.code, each.label) for each in chart if each.country == asked.period.country})
