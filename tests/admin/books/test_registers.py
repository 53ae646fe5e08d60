"""The registers on the page: paged by keyset, summed over the period, clamped, each regie to its own people."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from admin.books.rest import SKIPPED, SKIPPED_MAX, behind, skipped
from admin.books.sheets import SHEETS
from admin.cursor import Cursor
from gateway.wiring import Guichet
from payments import ledger
from payments.ledger import Line
from tests.admin.books.conftest import Till
from tests.admin.staffed import Browser

Enter = Callable[..., Browser]
AT = datetime(2026, 2, 9, 8, tzinfo=UTC)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("&#39;", "'")


def post(guichet: Guichet, number: int, at: datetime, regie: str = "ml-sikasso") -> None:
    lines = (Line("FICTIF-ML-581", 100), Line("FICTIF-ML-711", -80, "ml-tdrl", "commune-sikasso"),
             Line("FICTIF-ML-711", -20, "ml-tdrl", "cercle-sikasso"))  # fmt: skip
    with guichet.database.transaction() as connection:
        ledger.post(
            connection, kind="settlement", idem_key=f"test:{number}", occurred_at=at, lines=lines, regie=regie,
            exercice=2026, rail="orange", operator_ref=f"REF{number:03}",
        )  # fmt: skip


def test_every_register_has_a_page_and_a_title(till: Till, enter: Enter) -> None:
    till.pay("OP1", 2000)
    accountant = enter("accountant")
    for name in SHEETS:
        answer = accountant.get(f"/admin/registers?register={name}&regie=bj-anip&account=FICTIF-BJ-581")
        assert answer.status_code == 200, name
        assert "<h1>" in answer.text
        assert ("Rien dans ces journées" in answer.text) is (name == "payments"), name
    shown = plain(accountant.get("/admin/registers?register=lines&regie=bj-anip").text)
    assert "Recouvré 2 000 F" in shown
    shared = plain(accountant.get("/admin/registers?register=shares&regie=bj-anip").text)
    assert "Mairie de Cotonou 1 000 F" in shared
    assert "mairie-cotonou" not in shared
    sheet = "/admin/registers?register=book&regie=bj-anip&account=FICTIF-BJ-581"
    assert "2 000 F 2 000 F" in plain(accountant.get(sheet).text)


def test_the_journal_is_turned_over_without_a_row_lost_or_shown_twice(enter: Enter, guichet: Guichet) -> None:
    """Seventy rows at one instant, as after a closed day, and some beside it."""
    for number in range(40):
        post(guichet, number, AT if number < 34 else AT + timedelta(seconds=number))
    accountant = enter("accountant")
    path: str | None = "/admin/registers?register=journal&regie=ml-sikasso"
    seen: list[str] = []
    pages = 0
    while path and pages < 9:
        answer = accountant.get(path)
        found = re.findall(r"<tbody>(.*?)</tbody>", answer.text, re.DOTALL)[0]
        seen += [plain(row) for row in re.findall(r"<tr>(.*?)</tr>", found, re.DOTALL)]
        pages += 1
        onward = re.search(r'href="([^"]+from=[\d.]+)"', answer.text)
        path = onward[1].replace("&amp;", "&") if onward else None
    assert (pages, len(seen)) == (3, 120)
    numbers = [int(re.findall(r"\d\d:\d\d (\d+)", row)[0]) for row in seen]
    assert numbers == sorted(numbers)
    assert all(numbers.count(number) == 3 for number in set(numbers))
    first = plain(accountant.get("/admin/registers?register=journal&regie=ml-sikasso").text)
    assert "Lignes : 120" in first
    assert "Débit 4 000 F" in first
    assert "Crédit 4 000 F" in first


def test_a_regisseur_reads_their_own_regies_only(enter: Enter, guichet: Guichet, till: Till) -> None:
    """Bad-input row 65: another regie's books are not there, and the look is in the trail."""
    post(guichet, 1, AT)
    mine, other = enter("regisseur", "communes-ml", "sikasso"), enter("regisseur", "anip-bj")
    assert "REF001" in mine.get("/admin/registers?register=takings").text.replace("&#39;", "'")
    for path in ("/admin/registers", "/admin/registers/file"):
        assert other.get(path + "?register=journal&regie=ml-sikasso").status_code == 404
    assert len(till.acts("console.refused")) == 2
    shown = other.get("/admin/registers?register=journal&regie=ML").text
    assert "ml-sikasso" not in shown
    assert "Toutes les régies" not in shown
    nobody = enter("regisseur", "dgi-ml")
    assert "Aucune régie ne vous est confiée" in nobody.get("/admin/registers").text


@pytest.mark.parametrize(
    "query",
    ["since=2026-02-01&until=1999-01-01", "since=x&until=y&from=z&register=q&regie=q'--&account=%00",
     "since=0001-01-01&until=9999-12-31&from=99999999999999999999.1", "from=-1.5", "from=1.99999999"],
    ids=["backwards", "nonsense", "far", "negative", "long"],
)  # fmt: skip
def test_whatever_the_address_says_the_page_is_bounded(enter: Enter, query: str) -> None:
    """Bad-input row 69."""
    answer = enter("accountant").get("/admin/registers?" + query)
    assert answer.status_code == (404 if "regie=q" in query else 200)


def test_a_cursor_counts_the_rows_of_its_instant() -> None:
    later = AT + timedelta(microseconds=1)
    assert behind([AT, AT, later], None) == Cursor(later, "1")
    assert behind([AT, AT], Cursor(AT, "3")) == Cursor(AT, "5")
    assert behind([AT, AT], Cursor(later, "3")) == Cursor(AT, "2")
    assert Cursor.read(str(Cursor(later, "7")), SKIPPED) == Cursor(later, "7")
    assert (skipped(None), skipped(Cursor(AT, "7")), skipped(Cursor(AT, "999999"))) == (0, 7, SKIPPED_MAX)
