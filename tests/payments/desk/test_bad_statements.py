"""Files that are none: refused with one clear line, and nothing written. Bad-input rows 73 and 74."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from payments.reconciliation.opening import look
from payments.reconciliation.refused import LARGEST_BYTES, StatementRefused
from payments.reconciliation.report import Report
from payments.reconciliation.tables import STATEMENT_FILE
from tests.payments.counter import Counter
from tests.payments.desk.statements import Row, text

pytestmark = pytest.mark.usefixtures("day")
Import = Callable[..., Report]
GOOD = text([Row("A", 2000)])


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mtn.csv", "0" * 10_000_000)


def sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(LARGEST_BYTES + 1)


BAD: dict[str, tuple[Callable[[Path], object], str, int]] = {
    "zip bomb": (bomb, "packed", 0),
    "gzip": (lambda p: p.write_bytes(b"\x1f\x8b\x08" + b"x" * 50), "packed", 0),
    "50 MB and a byte": (sparse, "size", 0),
    "nothing": (lambda p: p.write_bytes(b""), "empty", 0),
    "absent": (lambda p: None, "absent", 0),
    "wrong charset": (lambda p: p.write_bytes(GOOD.encode("cp1252")), "charset", 0),
    "UTF-16": (lambda p: p.write_bytes(GOOD.encode("utf-16")), "nul", 0),
    "NUL": (lambda p: p.write_bytes(GOOD.encode() + b"\0"), "nul", 0),
    "a million columns": (lambda p: p.write_text("," * 1_000_000), "long", 1),
    "101 columns": (lambda p: p.write_text("," * 101 + "\n"), "columns", 1),
    "one endless line": (lambda p: p.write_text("A" * 20_000), "long", 1),
    "a huge cell": (lambda p: p.write_text(GOOD.replace(",A,", f",{'A' * 600},")), "long", 3),
    "another operator's": (lambda p: p.write_text("a;b;c\n1;2;3\n"), "header", 0),
    "titles alone": (lambda p: p.write_text(GOOD.splitlines()[0] + "\n"), "empty", 0),
    "half francs": (lambda p: p.write_text(GOOD.replace("2 000,0", "2000.50,0")), "amount", 3),
    "words for francs": (lambda p: p.write_text(GOOD.replace("2 000,0", "deux mille,0")), "amount", 3),
    "31 February": (lambda p: p.write_text(GOOD.replace("07/02/2026 15", "31/02/2026 15")), "date", 3),
    "no currency": (lambda p: p.write_text(GOOD.replace("XOF", "22997000003")), "currency", 3),
    "no transaction id": (lambda p: p.write_text(GOOD.replace(",A,", ",,")), "id", 3),
    "a line cut short": (
        lambda p: p.write_text(GOOD.rsplit("\r\n", 2)[0] + "\r\n07/02/2026,Frais\r\n"),
        "cells",
        4,
    ),
    "an open quote": (lambda p: p.write_text(GOOD + '"07/02/2026'), "quotes", 5),
}


@pytest.mark.parametrize(("make", "reason", "line"), BAD.values(), ids=BAD)
def test_what_is_no_statement_is_refused_with_its_place(
    room: Counter, reconcile: Import, tmp_path: Path, make: Callable[[Path], object], reason: str, line: int
) -> None:
    path = tmp_path / "statement.csv"
    make(path)
    with pytest.raises(StatementRefused) as refused:
        reconcile(path)
    assert (refused.value.reason_code, refused.value.line) == (reason, line)
    assert "\n" not in str(refused.value)
    with room.database.transaction() as connection:
        assert connection.execute(select(func.count()).select_from(STATEMENT_FILE)).scalar_one() == 0


@pytest.mark.parametrize(
    ("rail", "country", "profile", "reason"),
    [("celtiis", None, None, "profile"), ("moov", None, None, "country"), ("mtn", "ML", None, "country"),
     ("mtn", None, "excel", "profile")],
    ids=["no profile", "two countries", "not there", "no such profile"],
)  # fmt: skip
def test_what_is_not_said_is_asked(
    reconcile: Import, tmp_path: Path, rail: str, country: str | None, profile: str | None, reason: str
) -> None:
    path = tmp_path / "mtn.csv"
    path.write_text(GOOD)
    with pytest.raises(StatementRefused) as refused:
        reconcile(path, rail, country, profile)
    assert refused.value.reason_code == reason


def test_utf8_is_preferred_to_the_table_that_takes_any_bytes(tmp_path: Path) -> None:
    path = tmp_path / "orange.csv"
    path.write_text("Libellé", encoding="utf-8")
    assert look(path, ("utf-8-sig", "cp1252")).charset == "utf-8-sig"
    path.write_text("Libellé", encoding="cp1252")
    assert look(path, ("utf-8-sig", "cp1252")).charset == "cp1252"


def test_names_above_the_titles_are_skipped(room: Counter, reconcile: Import, tmp_path: Path) -> None:
    path = tmp_path / "mtn.csv"
    path.write_text(f"MTN MoMo Benin\nReleve du 07/02/2026\n\n{GOOD}", encoding="utf-8")
    assert reconcile(path).lines == 1
    assert [row.operator_id for row in room.receipts()] == ["A"]


def moov(path: Path, *rows: str) -> Path:
    titles = "DATE;OPERATION;REFERENCE MOOV;EXTERNALDATA1;MSISDN;MONTANT;FRAIS;SOLDE"
    path.write_text("\r\n".join([titles, *rows, ""]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("rail", "country", "profile", "rows", "reason"),
    [
        ("moov", "BJ", None, ["07/02/2026 15:00:00;Paiement;MM1;;;1900;19;"], "elsewhere"),
        ("moov", "BJ", None, ["07/02/2026 15:00:00;Paiement;MM1;;;1900;0;"], "elsewhere"),
        ("celtiis", "BJ", "moov", ["07/02/2026 15:00:00;Paiement;C1;;;1900;19;"], "account"),
        ("celtiis", "BJ", "moov", ["07/02/2026 15:00:00;Commission;C1;;;-19;0;"], "account"),
    ],
    ids=["the other country's merchant code", "without a fee", "no account", "no account for a fee alone"],
)
def test_a_statement_of_elsewhere_is_refused_before_anything_is_stored(
    room: Counter, reconcile: Import, tmp_path: Path, rail: str, country: str, profile: str, rows: list[str],
    reason: str,
) -> None:  # fmt: skip
    """The files of both countries look the same; the fee would find no account once the lines are written."""
    room.receive("MM1", 1900, rail="moov_merchant", country="ML")
    path = moov(tmp_path / "moov.csv", "07/02/2026;Solde d'ouverture;;;;;;0", *rows)
    with pytest.raises(StatementRefused) as refused:
        reconcile(path, rail, country, profile)
    assert (refused.value.reason_code, refused.value.line) == (reason, 3)
    with room.database.transaction() as connection:
        assert connection.execute(select(func.count()).select_from(STATEMENT_FILE)).scalar_one() == 0


def test_one_account_for_all_countries_has_the_money_of_each_on_its_statement(
    room: Counter, reconcile: Import, tmp_path: Path
) -> None:
    room.receive("G1", 1900, rail="gsma", country="ML")
    room.receive("G2", 2000, rail="gsma", country="BJ")
    path = tmp_path / "gsma.csv"
    titles = "Date;Opération;Transaction;Référence demandeur;Compte débité;Montant;Frais;Solde"
    rows = (
        f"07/02/2026 15:00:00;Paiement;{each};;;{amount};0;" for each, amount in (("G1", 1900), ("G2", 2000))
    )
    path.write_text("\r\n".join([titles, *rows, ""]), encoding="utf-8")
    report = reconcile(path, "gsma", "BJ")
    assert [(each.class_, each.amount_xof) for each in report.tallies] == [("matched", 3900)]


def test_the_same_statement_is_read_for_its_own_country(
    room: Counter, reconcile: Import, tmp_path: Path
) -> None:
    room.receive("MM1", 1900, rail="moov_merchant", country="ML")
    path = moov(tmp_path / "moov.csv", "07/02/2026 15:00:00;Paiement;MM1;;;1900;19;")
    report = reconcile(path, "moov", "ML")
    assert [(each.class_, each.amount_xof) for each in report.tallies] == [("matched", 1900)]
