"""A statement dropped on the page: kept once, read by the worker, shown class by class and explained to the franc."""

import gzip
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from admin.books import uploads
from admin.books.tables import STATEMENT_UPLOAD
from gateway.wiring import Guichet
from kernel import clock
from kernel.outbox import Event, Later
from payments.reconciliation.tables import STATEMENT_FILE, STATEMENT_LINE
from tests.admin.books.conftest import Till
from tests.admin.staffed import Browser
from tests.payments.desk.statements import Row, text

Enter = Callable[..., Browser]


def statement(*rows: Row, opening: int = 0, closing: int | None = None) -> bytes:
    return text(rows, opening=opening, closing=closing, day=clock.now()).encode("utf-8-sig")


def row(operator_id: str, amount_xof: int, **said: object) -> Row:
    return Row(operator_id, amount_xof, at=clock.now() - timedelta(hours=1), **said)  # type: ignore[arg-type]


def drop(browser: Browser, body: bytes, name: str = "releve.csv", **chosen: str) -> TestResponse:
    browser.get("/admin/reconciliation")
    sent = {"csrf_token": browser.token, "rail": "mtn", "country": "", "profile": "", **chosen}
    boundary, form = encode_multipart({**sent, "statement": FileStorage(io.BytesIO(body), name)})
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.client.post("/admin/reconciliation", data=form, content_type=kind)


def stored(guichet: Guichet) -> int:
    with guichet.database.transaction() as connection:
        counts = [connection.execute(select(func.count()).select_from(table)).scalar_one()
                  for table in (STATEMENT_UPLOAD, STATEMENT_FILE, STATEMENT_LINE)]  # fmt: skip
    return sum(counts)


def plain(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_a_statement_is_read_by_the_worker_and_explained(till: Till, enter: Enter) -> None:
    """The whole way: dropped, waited for, classed, explained; the same file again changes nothing and says so."""
    till.pay("OP1", 2000)
    till.pay("OP2", 1000)
    accountant = enter("accountant")
    body = statement(
        row("OP1", 2000, fee_xof=20),
        row("OP2", 900),
        row("OP9", 500),
        row("F1", -30, kind="fee"),
        opening=10_000,
    )
    sent = drop(accountant, body)
    assert sent.status_code == 303
    waits = accountant.get(sent.location)
    assert "attend son tour" in waits.text
    assert "<progress" in waits.text
    assert '<noscript><meta http-equiv="refresh"' in waits.text
    till.work()
    done = accountant.get(sent.location)
    assert done.status_code == 303
    page = accountant.get(done.location)
    words = plain(page)
    for said in ("Concorde 1 2 000 F", "Montant différent 1 900 F 1", "Sur le relevé seulement 1 500 F 0",
                 "Commission 1 -30 F", "Solde d'ouverture du relevé 10 000 F",
                 "− Commissions retenues sur les lignes 20 F",
                 "Ouverture + mouvements 13 350 F", "Solde de clôture du relevé 13 350 F", "Écart 0 F",
                 "expliqué au franc près", "Différences : 2, dont encore ouvertes : 1"):  # fmt: skip
        assert said.replace("'", "&#39;") in words or said in words, said
    again = drop(accountant, body, name="autre nom.csv")
    assert again.location == done.location + "?again=1"
    assert "a déjà été lu" in accountant.get(again.location).text
    assert len(till.acts("statement.import")) == 1
    assert plain(accountant.get(done.location + "?class=matched")).count("OP1") == 1
    listing = plain(accountant.get("/admin/reconciliation"))
    assert "MTN MoMo, Bénin" in listing
    assert "0-1 1 900 F" in listing


def test_lines_of_a_class_come_fifty_a_page(till: Till, enter: Enter) -> None:
    accountant = enter("accountant")
    location = drop(accountant, statement(*(row(f"N{n:03}", 100) for n in range(60)))).location
    till.work()
    location = accountant.get(location).location
    first = accountant.get(location + "?class=theirs_only")
    # Of the words alone: a form's token may hold "N0", too.
    assert (plain(first).count("N0"), "N050" in first.text) == (50, False)
    onward = re.search(r'href="([^"]+from=\d+)#lines"', first.text)
    assert onward
    second = accountant.get(onward[1].replace("&amp;", "&"))
    assert (plain(second).count("N0"), "N050" in second.text) == (10, True)


WIDE = "Date,Type,Id transaction,Montant" + "," * 1_000_000
TEXT = b"Date,Type,Id transaction,Montant,Compte payeur\r\n"
BAD = {
    "a zip bomb": (b"PK\x03\x04" + b"0" * 2000, "compressé"),
    "a packed file": (gzip.compress(b"0" * 1_000_000), "compressé"),
    "another charset": (TEXT + "09/02/2026,Paiement,É".encode("latin-1") + b",1,\r\n", "UTF-8"),
    "a million columns": (WIDE.encode(), "16 384"),
    "two hundred columns": (
        ("Date,Type,Id transaction,Montant" + ",x" * 200 + "\r\n").encode(),
        "100 colonnes",
    ),
    "a NUL": (TEXT + b"09/02/2026,Paiement,\0,1,\r\n", "NUL"),
    "nothing": (b"", "vide"),
    "no titles": (b"a,b,c\r\n1,2,3\r\n", "titres"),
    "open quotes": (TEXT + b'09/02/2026,Paiement,"1,5,\r\n', "guillemets"),
}


def test_a_bad_file_is_refused_in_words_and_nothing_is_kept(
    till: Till, enter: Enter, guichet: Guichet
) -> None:
    """Bad-input row 73: size and shape have caps, 400 with a sentence."""
    accountant = enter("accountant")
    for label, (body, words) in BAD.items():
        refused = drop(accountant, body)
        assert refused.status_code == 400, label
        assert words in plain(refused), label
    assert len(till.acts("statement.refused")) == len(BAD)
    assert drop(accountant, b"0" * (50 * 1024 * 1024)).status_code == 413
    assert stored(guichet) == 0


def test_only_who_may_send_one_may_send_so_much(enter: Enter, browser: Browser) -> None:
    """Bad-input row 73: everybody else keeps the application's own 64 KiB."""
    large = TEXT + b"x" * 100_000
    browser.get("/admin/login")
    for somebody in (browser, enter("auditor")):
        assert drop(somebody, large).status_code == 413


def test_a_line_that_cannot_be_read_refuses_the_whole_file(
    till: Till, enter: Enter, guichet: Guichet
) -> None:
    accountant = enter("accountant")
    body = statement(*(row(f"N{n}", 100) for n in range(1200)), row("BAD", 100))
    body = body.replace(b"BAD,,2290197000003,100", b"BAD,,2290197000003,1.5")
    location = drop(accountant, body).location
    till.work()
    refused = accountant.get(location)
    assert "Ligne 1203" in plain(refused)
    assert "nombre entier de francs" in plain(refused)
    with guichet.database.transaction() as connection:
        found = connection.execute(select(STATEMENT_UPLOAD)).one()
        assert connection.execute(select(func.count()).select_from(STATEMENT_FILE)).scalar_one() == 0
    assert (found.state, found.body_sealed) == ("refused", None)


def test_a_name_is_never_a_path(till: Till, enter: Enter, guichet: Guichet) -> None:
    """Bad-input row 74: what the browser calls the file is not looked at."""
    accountant = enter("accountant")
    answer = drop(accountant, statement(row("OP1", 100)), name="../../\u202etxt.exe\u202c")
    assert answer.status_code == 303
    with guichet.database.transaction() as connection:
        held = connection.execute(select(STATEMENT_UPLOAD)).one()
    assert all("exe" not in str(value) for value in held if not isinstance(value, bytes))
    assert b"OP1" not in bytes(held.body_sealed)


def test_a_regisseur_sees_the_part_of_their_regies(till: Till, enter: Enter) -> None:
    """Bad-input row 65: of a statement that covers everybody's money."""
    till.pay("OP1", 2000)
    till.pay("OP2", 1000, regie="bj-pns", revenue_line="bj-casier")
    accountant, regisseur, malian = (
        enter("accountant"),
        enter("regisseur", "anip-bj"),
        enter("regisseur", "apex"),
    )
    location = drop(accountant, statement(row("OP1", 2000), row("OP2", 1000))).location
    till.work()
    one = accountant.get(location).location
    assert "Concorde 2 3 000 F" in plain(accountant.get(one))
    part = plain(regisseur.get(one))
    assert "Concorde 1 2 000 F" in part
    assert "Solde expliqué" not in part
    assert "OP2" not in part
    assert regisseur.get(location).status_code == 404
    assert malian.get(one).status_code == 404
    assert len(till.acts("console.refused")) == 2
    assert "pays" in plain(drop(malian, statement(row("X", 1)), country="BJ"))


def test_two_workers_do_not_read_one_file_at_once(till: Till, enter: Enter, guichet: Guichet) -> None:
    number = int(drop(enter("accountant"), statement(row("OP1", 100))).location.rsplit("/", 1)[1])
    with guichet.database.transaction() as connection:
        assert uploads.take(connection, number) is not None
    handler = guichet.handlers[uploads.TOPIC]
    event = Event(1, uploads.LANE, uploads.TOPIC, str(number), {}, 1)
    with pytest.raises(Later):
        handler(event)
    with guichet.database.transaction() as connection:
        connection.execute(STATEMENT_UPLOAD.update().values(told_at=clock.now() - uploads.SILENT))
    handler(event)
    with guichet.database.transaction() as connection:
        assert connection.execute(select(STATEMENT_UPLOAD.c.state)).scalar_one() == "done"
    handler(event)
    assert len(till.acts("statement.import")) == 1
