"""Registers as files: what a spreadsheet must not run, whose they are, how many at once, who took what."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pypdf
import pytest
import python_calamine
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from admin.books import csv_file, exports, pdf_file, rows, xlsx_file
from admin.books.cell import STARTS, defused
from admin.books.file_name import file_name
from admin.books.rows import Rows, Words
from admin.books.sheets import SHEETS, Sheet
from gateway.wiring import Guichet
from payments import ledger
from payments.ledger import Line
from tests.admin.books.conftest import Till
from tests.admin.staffed import Browser

Enter = Callable[..., Browser]
AT = datetime(2026, 2, 9, 8, tzinfo=UTC)
WORDS = Words(
    "Journal",
    tuple(column.name for column in SHEETS["journal"].columns),
    "Total {count}",
    "Cut {count}",
    "BROKEN",
)
# What names hold when somebody means harm, and what merely looks like it.
NAMES = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1", "a\0b",
         "<b>&amp;", 'say "x", please', "é ɛ ɔ ŋ", "\u202etxt", "")  # fmt: skip


def post(guichet: Guichet, number: int, reference: str, reason: str = "settlement") -> None:
    lines = (Line("FICTIF-BJ-581", 100), Line("FICTIF-BJ-712", -100, "bj-residence", "anip"))
    with guichet.database.transaction() as connection:
        ledger.post(
            connection, kind=reason, idem_key=f"test:{number}", occurred_at=AT, lines=lines, regie="bj-anip",
            exercice=2026, rail="mtn", operator_ref=reference,
        )  # fmt: skip


def take(browser: Browser, form: str, register: str = "journal", **more: str) -> TestResponse:
    query = {"register": register, "regie": "bj-anip", "since": "2026-02-01", "until": "2026-02-28", **more}
    return browser.get("/admin/registers/file", query_string={**query, "form": form})


def read_csv(body: bytes) -> list[list[str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in body.replace(b"\r\n", b"")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))


def cells(body: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows())


def test_no_name_becomes_a_formula(enter: Enter, guichet: Guichet) -> None:
    """Bad-input row 71: text cells, an apostrophe before what would run, NUL gone; the file is whole all the same."""
    written = [name.replace("\0", "") for name in NAMES]
    for number, name in enumerate(written):
        post(guichet, number, name or "empty")
    accountant = enter("accountant")
    body = take(accountant, "csv").data
    table = read_csv(body.replace(b"\n=1", b" =1"))
    place = table[0].index("Référence de l'opérateur")
    told = [row[place] for row in table[1:-1:2]]
    assert len(told) == len(NAMES)
    assert told[:4] == ["'=cmd|' /C calc'!A0", "'+1+1", "'-2+3", "'@SUM(A1)"]
    assert not any(text.strip()[:1] in STARTS for text in told)
    assert table[-1][0] == f"Nombre de lignes : {2 * len(NAMES)}"
    assert (table[-1][10], table[-1][11]) == (str(100 * len(NAMES)), str(100 * len(NAMES)))
    sheet = cells(take(accountant, "xlsx").data)
    for row in sheet[1:-1]:
        assert row[place].data_type == "s"
        assert not str(row[place].value).strip()[:1] or str(row[place].value).strip()[:1] not in STARTS
        assert [row[number].data_type for number in (0, 1, 10, 11)] == ["d", "n", "n", "n"]
    assert not any(cell.data_type == "f" for row in sheet for cell in row)
    assert sheet[1][0].value == datetime(2026, 2, 9, 9)  # noqa: DTZ001 - the clock of Porto-Novo
    assert [cell.value for cell in sheet[0]] == table[0]


@given(st.text())
def test_text_stays_text(text: str) -> None:
    """Bad-input row 71: whatever it is, no reader sees a formula or a NUL, and harmless text is left as it is."""
    safe = defused(text)
    assert "\0" not in safe
    assert safe.lstrip(" \u00a0")[:1] not in STARTS or not safe.strip()
    if text.isalnum():
        assert safe == text


def test_two_other_readers_open_the_workbook(enter: Enter, till: Till) -> None:
    """Not only the library that the other test asks: calamine, and the archive's own checksums."""
    till.pay("OP1", 2000)
    body = take(enter("accountant"), "xlsx", "takings").data
    assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None
    found = python_calamine.load_workbook(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert found[1][5:8] == ["OP1", "FICTIF-BJ-581", 2000.0]
    assert found[-1][0] == "Nombre de lignes : 1"


def test_who_takes_what_is_in_the_trail(enter: Enter, till: Till, day: time_machine.Traveller) -> None:
    """Bad-input rows 72 and 74: a code of the last minutes, two lines in the trail, a name of our own."""
    till.pay("OP1", 2000)
    till.charge("waits", 1500, label="=1+1")
    accountant = enter("accountant")
    for name in SHEETS:
        for form in exports.FORMS:
            answer = take(accountant, form, name, account="FICTIF-BJ-581")
            assert answer.status_code == 200, (name, form)
            assert answer.headers["Content-Disposition"] == (
                f"attachment; filename=guichet-{name}-bj-anip-2026-02-01-2026-02-28.{form}"
            )
            assert len(answer.data) > 100
    begun, ended = till.acts("register.export"), till.acts("register.exported")
    assert len(begun) == len(ended) == len(SHEETS) * len(exports.FORMS)
    assert all(each["whole"] for each in ended)
    payments = next(each for each in ended if each["register"] == "payments")
    assert {name: payments[name] for name in ("form", "regie", "since", "until", "rows", "cut")} == {
        "form": "csv", "regie": "bj-anip", "since": "2026-02-01", "until": "2026-02-28", "rows": 1, "cut": False,
    }  # fmt: skip
    listed = take(accountant, "csv", "payments").text
    assert "'=1+1" in listed
    assert "97000003" not in listed
    drawn = pypdf.PdfReader(io.BytesIO(take(accountant, "pdf", "lines").data))
    assert "Recettes par ligne" in drawn.pages[0].extract_text()
    day.shift(301)
    stale = take(accountant, "csv")
    assert (stale.status_code, stale.location.split("?")[0]) == (302, "/admin/confirm")
    assert "register%3Djournal" in stale.location or "register=journal" in stale.location


def test_nobody_fills_the_machine_with_files(
    enter: Enter, till: Till, app: Flask, guichet: Guichet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bad-input row 72: one at a time in a process, so many an hour, so many rows a file, fewer a PDF."""
    for number in range(6):
        post(guichet, number, f"REF{number}")
    accountant = enter("accountant")
    first = accountant.client.get("/admin/registers/file?register=journal&regie=bj-anip", buffered=False)
    second = take(accountant, "csv")
    assert (second.status_code, "Un autre fichier se prépare" in second.text) == (429, True)
    first.close()
    assert take(accountant, "csv").status_code == 200
    monkeypatch.setattr(pdf_file, "ROWS_MAX", 4)
    long = take(accountant, "pdf")
    assert (long.status_code, "au plus 4 lignes" in long.text) == (400, True)
    monkeypatch.setattr(exports, "ROWS_MAX", 5)
    cut = read_csv(take(accountant, "csv").data)
    assert (len(cut), cut[-1][0]) == (8, "Coupé après 5 lignes : choisissez une période plus courte.")
    assert till.acts("register.exported")[-1]["cut"] is True
    answers = {take(accountant, "csv").status_code for _ in range(exports.EACH_HOUR)}
    assert answers == {200, 429}


def test_a_file_that_breaks_off_says_so() -> None:
    """The server ends a broken stream like a whole one: the last line, or the missing directory, tells them apart."""

    def broken() -> Iterator[Any]:
        yield from _entries(3)
        raise OSError("the database went away")

    for stream, check in ((csv_file.stream, _says_so), (xlsx_file.stream, _does_not_open)):
        taken: list[bytes] = []
        with pytest.raises(OSError, match="went away"):
            taken.extend(stream(_rows(broken())))
        out: list[bytes] = []
        source = stream(_rows(broken()))
        with pytest.raises(OSError, match="went away"):
            for piece in source:
                out.append(piece)  # noqa: PERF402 - what came before the end is looked at
        check(b"".join(out))


def test_a_reader_who_takes_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "SECONDS_MAX", -1)
    with pytest.raises(rows.TooSlow):
        list(_rows(_entries(rows.LOOK_EVERY)))


@pytest.mark.parametrize(
    "words", [("../../x",), ("a\r\nb",), ("\u202egpj",), ('"; x=',)], ids=["path", "line", "rtl", "quote"]
)
def test_file_names_are_our_own(words: tuple[str, ...]) -> None:
    """Bad-input row 74."""
    name = file_name(*words, ending="csv")
    assert name.isascii()
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert name.count(".") == 1


def _rows(found: Iterator[Any]) -> Rows:
    return Rows(_sheet(), found, UTC, WORDS)


def _sheet() -> Sheet:
    return SHEETS["journal"]


def _entries(count: int) -> Iterator[Any]:
    from payments.registers.journal import JournalEntry

    for number in range(count):
        yield JournalEntry(
            number, AT, "settlement", "r", 2026, "mtn", "x", None, 1, "A", 1, 0, None, None, None
        )


def _says_so(body: bytes) -> None:
    table = read_csv(body)
    assert table[-1] == ["BROKEN"]
    assert len(table) == 5


def _does_not_open(body: bytes) -> None:
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(body))
