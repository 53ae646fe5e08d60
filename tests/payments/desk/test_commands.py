"""The commands of the desk, as a person types them: what they print, what they refuse, how they end."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis as redis_py
import time_machine
from click.testing import CliRunner, Result

from admin.people import staff
from admin.people.staff import Post
from admin.roles import Role
from gateway.cli import guichet as root
from gateway.cli import money, people
from gateway.wiring import Guichet
from kernel import clock, logs
from kernel.ids import spaced
from payments import receipts
from payments.attempts.starting import start
from payments.invoices import open_invoice
from payments.rails import table
from tests.authenticator import digits
from tests.cast import AWA, KOFFI
from tests.payments.counter import AT, BJ, ML, mtn
from tests.payments.desk.statements import Row, write
from tests.payments.mtn_server import MtnServer

Run = Callable[..., Result]

pytestmark = pytest.mark.usefixtures("day")


@pytest.fixture
def run(
    guichet: Guichet,
    redis: redis_py.Redis,
    database_url: str,
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    monkeypatch.setenv("GUICHET_DATABASE_URL", database_url)
    monkeypatch.setenv("GUICHET_REDIS_URL", redis_url)
    # Where a command logs to is its own process's affair.
    monkeypatch.setattr(logs, "configure", lambda *_: None)
    for command in (*money.COMMANDS, *people.COMMANDS):
        root.add_command(command)
    return lambda *arguments: CliRunner().invoke(root, list(arguments))


@pytest.fixture
def code(guichet: Guichet, day: time_machine.Traveller) -> Callable[[str], str]:
    """The digits on a person's phone now; half a minute passes, since each is used once."""
    seeds = {}
    for name in ("awa", "moussa"):
        with guichet.database.transaction() as connection:
            added = staff.add(connection, guichet.keyring, name, Post(Role.ACCOUNTANT))
        seeds[name] = added.uri.split("secret=")[1].split("&")[0]

    def of(name: str) -> str:
        day.shift(30)
        return digits(seeds[name])

    return of


def paid(guichet: Guichet, operator_id: str = "A", amount: int = 2000) -> str:
    """The reference of an invoice that MTN's money paid."""

    treasury = guichet.treasury
    words: dict[str, Any] = BJ
    with guichet.database.transaction() as connection:
        invoice = open_invoice(
            connection, guichet.keyring, treasury.reference_key, subject_kind="case", subject=operator_id, service=23,
            amount_xof=amount, label="Residence", at=clock.now(), **words,
        )  # fmt: skip
        receipts.receive(
            connection, guichet.keyring, treasury.settlement, rail="mtn", operator_id=operator_id, amount_xof=amount,
            payer=KOFFI, at=clock.now(), reference=invoice.reference, country="BJ",
        )  # fmt: skip
    return invoice.reference


def test_reconcile_prints_each_class_and_ends_1_on_a_difference(
    run: Run, guichet: Guichet, tmp_path: Path
) -> None:
    paid(guichet)
    path = write(tmp_path, [Row("A", 2000), Row("NEW", 1234)])
    first = run("reconcile", str(path), "--rail", "mtn")
    assert first.exit_code == 1
    for words in ("matched", "2 000 F", "theirs only", "1 234 F", "opening 0 F + movements = closing 3 234 F",
                  "differences: 1, of which open: 0"):  # fmt: skip
        assert words in first.output
    again = run("reconcile", str(path), "--rail", "mtn", "--json")
    assert again.exit_code == 0
    said = json.loads(again.output)
    assert (said["new"], said["agrees"], said["classes"]["theirs_only"]["amount_xof"]) == (False, True, 1234)


def test_a_reference_may_be_typed_with_its_spaces_and_francs_are_read_in_groups(
    run: Run, guichet: Guichet
) -> None:
    reference = paid(guichet, amount=23000)
    told = run("payment", *spaced(reference).split())
    assert told.exit_code == 0, told.output
    assert "paid xof         23 000" in told.output
    assert run("refund", *spaced(reference).split()).output.startswith("Nothing was refunded")


def test_what_is_open_comes_with_its_id_and_what_to_type(run: Run, guichet: Guichet, tmp_path: Path) -> None:
    """Read by an accountant: the id that `difference explain` asks for stands beside the line."""
    path = write(tmp_path, [Row("A", 2000), Row("A", 2000)])
    told = run("reconcile", str(path), "--rail", "mtn").output
    shown = [line.split() for line in told.splitlines() if line.startswith("duplicate ")]
    assert shown[1][-2] == "yes"
    explained = 'guichet difference explain ID --why "..." --by NAME'
    assert explained in told
    (listed,) = json.loads(run("difference", "list", "--json").output)
    assert shown[1][-1] == str(listed["id"])


@pytest.mark.parametrize(
    ("rail", "words"),
    [
        ("moov", "--country ML or BJ"),
        ("nobody", "(nobody; there are mtn, orange, orange_merchant"),
        ("generic", "(generic; there are mtn, orange, orange_merchant"),
        ("mtn", "is this a statement of this operator?"),
    ],
    ids=["two countries", "no such operator", "a form of no operator", "of another operator"],
)
def test_a_statement_under_a_wrong_name_is_told_what_to_type(
    run: Run, tmp_path: Path, rail: str, words: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Jour;Somme\n22/11/2026;5\n", encoding="utf-8")
    done = run("reconcile", str(path), "--rail", rail)
    assert (done.exit_code, words in done.output) == (1, True), done.output


def test_only_rails_of_an_operator_are_offered(run: Run) -> None:
    told = run("reconcile", "--help").output.partition("Whose statement:")[2].partition("--day")[0]
    assert "treasury" in told
    assert "generic" not in told


def test_a_statement_of_the_other_country_ends_1_with_one_line(
    run: Run, guichet: Guichet, tmp_path: Path
) -> None:
    with guichet.database.transaction() as connection:
        receipts.receive(
            connection, guichet.keyring, guichet.treasury.settlement, rail="moov_merchant", operator_id="MM1",
            amount_xof=1900, payer=AWA, at=clock.now(), country="ML",
        )  # fmt: skip
    path = tmp_path / "moov.csv"
    path.write_text(
        "DATE;OPERATION;REFERENCE MOOV;MONTANT;FRAIS\r\n07/02/2026 15:00:00;Paiement;MM1;1900;19\r\n",
        encoding="utf-8",
    )
    done = run("reconcile", str(path), "--rail", "moov", "--country", "BJ")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1), done.output
    assert "line 2: money of another country" in done.stderr
    assert "(BJ; this one is ML's)" in done.stderr


def test_a_statement_that_cannot_be_read_ends_1_with_one_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"PK\x03\x04")
    done = run("reconcile", str(path), "--rail", "mtn")
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert "packed" in done.output


def test_a_refund_by_two_persons(run: Run, guichet: Guichet, code: Callable[[str], str]) -> None:
    reference = paid(guichet)
    asked = run("refund", reference, "--ask", "--reason", "doublon", "--by", "awa", "--code", code("awa"))
    assert asked.exit_code == 0, asked.output
    same = run("refund", reference, "--approve", "--by", "awa", "--code", code("awa"))
    assert (same.exit_code, "does not decide" in same.output) == (1, True)
    assert run("refund", reference, "--approve", "--by", "moussa", "--code", code("moussa")).exit_code == 0
    (row,) = json.loads(run("refund", reference, "--json").output)
    assert (row["state"], row["amount_xof"], row["asked_by"], row["decided_by"]) == (
        "approved",
        2000,
        "awa",
        "moussa",
    )


def test_suspense_is_listed_matched_and_released(
    run: Run, guichet: Guichet, code: Callable[[str], str]
) -> None:
    words: dict[str, Any] = ML
    with guichet.database.transaction() as connection:
        invoice = open_invoice(
            connection, guichet.keyring, guichet.treasury.reference_key, subject_kind="tax", subject="t", service=11,
            amount_xof=1900, label="TDRL", at=clock.now(), **words,
        )  # fmt: skip
        receipts.receive(connection, guichet.keyring, guichet.treasury.settlement, rail="orange_merchant",
                         operator_id="MP1", amount_xof=1900, payer=AWA, at=clock.now())  # fmt: skip
    (waiting,) = json.loads(run("suspense", "list", "--json").output)
    assert waiting["operator_id"] == "MP1"
    (likely,) = json.loads(run("suspense", "match", "MP1", "--json").output)
    assert (likely["reference"], likely["why"]) == (invoice.reference, "payer amount recent")
    done = run("suspense", "match", "MP1", invoice.reference, "--by", "awa", "--code", code("awa"))
    assert done.exit_code == 0, done.output
    assert run("suspense", "release", "MP1", "--by", "moussa", "--code", code("moussa")).exit_code == 0
    assert json.loads(run("suspense", "list", "--json").output) == []
    story = json.loads(run("payment", invoice.reference, "--json").output)
    assert (story["state"], story["receipts"][0]["disposition"]) == ("paid", "settled")


def test_a_day_is_closed_and_its_slip_printed(
    run: Run, guichet: Guichet, code: Callable[[str], str], day: time_machine.Traveller
) -> None:
    paid(guichet)
    day.move_to(AT.replace(day=9))
    done = run("day", "close", "--by", "awa", "--code", code("awa"), "--json")
    assert done.exit_code == 0, done.output
    assert [slip["day"] for slip in json.loads(done.output[done.output.index("[\n") :])] == [
        "2026-02-07",
        "2026-02-08",
    ]
    assert "ÉTAT DE VERSEMENT" in run("day", "slip", "bj-anip", "2026-02-07").output
    assert len(json.loads(run("day", "list", "--json").output)) == 2
    assert [each["day"] for each in json.loads(run("day", "list", "--limit", "1", "--json").output)] == [
        "2026-02-08"
    ]
    assert run("day", "slip", "bj-anip", "2026-02-20").exit_code == 1


def test_a_day_in_doubt_is_closed_by_the_command_only_with_doubt(
    run: Run, guichet: Guichet, code: Callable[[str], str], day: time_machine.Traveller, operator: MtnServer
) -> None:
    paid(guichet)
    words: dict[str, Any] = ML
    keyring, treasury = guichet.keyring, guichet.treasury
    with guichet.database.transaction() as connection:
        tax = open_invoice(
            connection, keyring, treasury.reference_key, subject_kind="tax", subject="t", service=11, amount_xof=1900,
            label="TDRL", at=clock.now(), **words,
        )  # fmt: skip
        receipts.receive(
            connection, keyring, treasury.settlement, rail="orange_merchant", operator_id="MP1", amount_xof=1900,
            payer=AWA, at=clock.now(), reference=tax.reference, country="ML",
        )  # fmt: skip
        waits = open_invoice(
            connection, keyring, treasury.reference_key, subject_kind="tax", subject="waits", service=11,
            amount_xof=1500, label="TDRL", at=clock.now(), **words,
        )  # fmt: skip
        start(
            connection, keyring, table([mtn(operator)]), invoice_id=waits.id, rail="mtn", phone=AWA,
            amount_xof=1500, at=clock.now(),
        )  # fmt: skip
    day.move_to(AT.replace(day=9))
    refused = run("day", "close", "--by", "awa", "--code", code("awa"), "--json")
    assert refused.exit_code == 1
    # The regie whose day is certain is closed, and only that one.
    slips = json.loads(refused.stdout[refused.stdout.index("[\n") :])
    assert {slip["regie"] for slip in slips} == {"bj-anip"}
    told = refused.stderr
    for said in ("ml-sikasso 2026-02-07 stays open, 1 in doubt", spaced(waits.reference), "1 500 F",
                 "since 2026-02-07 14:05 UTC",
                 "guichet day close --regie ml-sikasso --until 2026-02-07 --with-doubt"):  # fmt: skip
        assert said in told, said
    assert AWA not in told
    plain = run("day", "close", "--regie", "ml-sikasso", "--by", "awa", "--code", code("awa"))
    assert (plain.exit_code, "Every ended day is closed" in plain.output) == (1, False)
    done = run("day", "close", "--regie", "ml-sikasso", "--with-doubt", "--by", "awa", "--code", code("awa"))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2026-02-08" in done.stdout


def test_the_ledger_leaves_and_is_verified_without_a_database(
    run: Run, guichet: Guichet, tmp_path: Path
) -> None:
    paid(guichet)
    path = tmp_path / "books.jsonl"
    assert run("ledger", "export", "--output", str(path)).exit_code == 0
    assert run("ledger", "verify", str(path)).exit_code == 0
    assert run("ledger", "verify").exit_code == 0
    path.write_text(path.read_text().replace("2000", "2001", 1))
    assert run("ledger", "verify", str(path)).exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("refund", "26", "--ask", "--by", "awa"), ("payment", "26"), ("list", "payments", "--state", "gone"),
        ("day", "slip", "bj-anip", "hier"), ("day", "close", "--by", "personne", "--code", "123456"),
        ("day", "close", "--by", "awa"), ("staff", "disable", "personne"), ("ledger", "verify", "--head", "x"),
        ("reconcile", "x.csv"),
    ],
    ids=["reference", "payment", "state", "day", "nobody of the staff", "no terminal for a code", "nobody", "head",
         "no rail"],
)  # fmt: skip
def test_misuse_ends_2(run: Run, code: Callable[[str], str], arguments: tuple[str, ...]) -> None:
    """Bad-input row 77."""
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output


def test_staff_are_added_with_a_code_to_scan(run: Run) -> None:
    done = run("staff", "add", "koffi")
    assert done.exit_code == 0
    assert "otpauth://totp/Guichet:koffi?secret=" in done.output
    assert run("staff", "add", "koffi").exit_code == 1
    assert [row["name"] for row in json.loads(run("staff", "list", "--json").output)] == ["koffi"]


def test_every_list_is_a_json_array(run: Run) -> None:
    for words in (
        ("list", "payments"), ("suspense", "list"), ("suspense", "list", "--ageing"), ("difference", "list"),
        ("difference", "list", "--ageing"), ("day", "list"), ("staff", "list"),
    ):  # fmt: skip
        assert isinstance(json.loads(run(*words, "--json").output), list), words
