"""Commands in a person's name ask for more than a code: the role that the console asks for, and the office."""

from collections.abc import Callable, Iterator
from typing import Any

import click
import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import text

from admin.people.staff import Post
from admin.roles import Role
from gateway.cli import broadcast, document, money, people, person
from gateway.cli import guichet as root
from gateway.wiring import Guichet
from kernel import clock
from payments import receipts
from payments.invoices import open_invoice
from payments.reconciliation.importing import Imports, Source
from tests.admin.staffed import Member, hire
from tests.authenticator import fresh_half_minute, pass_on
from tests.cases.desk import hand_in
from tests.cast import AWA, KOFFI
from tests.payments.counter import BJ
from tests.payments.desk.statements import Row, write

Run = Callable[..., Result]
MONEY, DOCUMENT, PHONE = "MP1", "260123456789", AWA
SENDING = ("--service", "ml-co", "--message", "Dossier {reference}: venez.", "--yes", "--detach")
# Every command that takes a name and a code, and what is typed of it; "{paid}" is the reference of a payment.
ACTS: dict[str, tuple[str, ...]] = {
    "broadcast": SENDING,
    "broadcast approve": ("1",),
    "broadcast stop": ("1",),
    "day close": (),
    "difference confirm": ("1",),
    "difference explain": ("1", "--why", "vu"),
    "document approve": (DOCUMENT,),
    "document duplicata": (DOCUMENT,),
    "document refuse": (DOCUMENT,),
    **{
        f"document {act}": (DOCUMENT, "--reason", "vu") for act in ("replace", "restore", "revoke", "suspend")
    },
    "person erase": (PHONE,),
    "person export": (PHONE,),
    "refund": ("{paid}", "--ask", "--reason", "vu"),
    "suspense match": (MONEY, "{paid}"),
    "suspense release": (MONEY,),
}
AUDITOR = Post(Role.AUDITOR)
# Whom a role alone would let through: the office is another one.
ELSEWHERE: dict[str, Post] = {
    "broadcast": Post(Role.OFFICER, "anip-bj"),
    "day close": Post(Role.REGISSEUR, "communes-ml"),
    "difference confirm": Post(Role.REGISSEUR, "communes-ml"),
    "difference explain": Post(Role.REGISSEUR, "communes-ml"),
    "refund": Post(Role.REGISSEUR, "communes-ml"),
    "suspense match": Post(Role.REGISSEUR, "communes-ml"),
    "suspense release": Post(Role.REGISSEUR, "communes-ml"),
}


@pytest.fixture
def day() -> Iterator[time_machine.Traveller]:
    with fresh_half_minute() as traveller:
        yield traveller


@pytest.fixture
def run(guichet: Guichet, day: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run(post, "day close", ...)`` as somebody of this post, with the code of their app."""
    monkeypatch.setenv("GUICHET_DATABASE_URL", guichet.settings.database_url.get_secret_value())
    monkeypatch.setenv("GUICHET_REDIS_URL", guichet.settings.redis_url.get_secret_value())
    for command in (
        *broadcast.COMMANDS,
        *document.COMMANDS,
        *money.COMMANDS,
        *people.COMMANDS,
        *person.COMMANDS,
    ):
        root.add_command(command)

    def invoke(post: Post, act: str, *words: str) -> Result:
        member: Member = hire(guichet, "mariam", post, password=None)
        pass_on(day)
        typed = [*act.split(), *words, "--by", member.name, "--code", member.code()]
        return CliRunner().invoke(root, typed, catch_exceptions=False)

    return invoke


@pytest.fixture
def paid(guichet: Guichet, tmp_path: Any) -> str:
    """The reference of a payment; beside it money in suspense, a difference, and somebody who holds a case."""
    keyring, treasury = guichet.keyring, guichet.treasury
    words: dict[str, Any] = BJ
    with guichet.database.transaction() as connection:
        invoice = open_invoice(
            connection, keyring, treasury.reference_key, subject_kind="case", subject="c", service=23,
            amount_xof=2000, label="Residence", at=clock.now(), **words,
        )  # fmt: skip
        for operator_id, reference in (("A", invoice.reference), (MONEY, None)):
            receipts.receive(
                connection, keyring, treasury.settlement, rail="mtn", operator_id=operator_id, amount_xof=2000,
                payer=KOFFI, at=clock.now(), reference=reference, country="BJ",
            )  # fmt: skip
    path = write(tmp_path, [Row("A", 2001, at=clock.now())], day=clock.now())
    Imports(guichet.database, treasury.settlement, treasury.accounting).run(Source(path, "mtn"), by="awa")
    hand_in(guichet.database, keyring, phone=AWA)
    return invoice.reference


def named(command: click.Command, path: str = "") -> Iterator[str]:
    """Every command at and below ``command`` that takes a name and a code."""
    options = {each.name for each in command.params}
    if {"by", "code"} <= options:
        yield path
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from named(below, f"{path} {name}".strip())


def refused(guichet: Guichet) -> int:
    with guichet.database.transaction() as connection:
        found = connection.execute(text("SELECT count(*) FROM audit_log WHERE act LIKE '%.refused'"))
        return int(found.scalar_one())


@pytest.mark.usefixtures("run")
def test_every_command_in_a_persons_name_is_walked_here() -> None:
    assert set(named(root)) == ACTS.keys()


@pytest.mark.parametrize("act", ACTS)
def test_a_person_of_another_role_is_refused_and_it_is_in_the_trail(
    guichet: Guichet, run: Run, paid: str, act: str
) -> None:
    """An auditor sees everything and changes nothing. Bad-input row 64."""
    done = run(AUDITOR, act, *(word.format(paid=paid, reference="{reference}") for word in ACTS[act]))
    assert done.exit_code == 1, done.output
    assert "mariam is auditor: this is for" in done.stderr
    assert refused(guichet) == 1


@pytest.mark.parametrize("act", ELSEWHERE)
def test_a_person_of_another_office_is_refused_and_it_is_in_the_trail(
    guichet: Guichet, run: Run, paid: str, act: str
) -> None:
    """Bad-input row 65."""
    words = [word.format(paid=paid, reference="{reference}") for word in ACTS[act]]
    done = run(ELSEWHERE[act], act, *words, *(("--regie", "bj-anip") if act == "day close" else ()))
    assert done.exit_code == 1, done.output
    assert f"mariam is of {ELSEWHERE[act].administration}: this is for" in done.stderr
    assert refused(guichet) == 1


@pytest.mark.parametrize("act", ["difference explain", "refund", "day close"])
def test_a_person_of_the_office_goes_on(run: Run, paid: str, act: str) -> None:
    words = [word.format(paid=paid) for word in ACTS[act]]
    done = run(Post(Role.REGISSEUR, "anip-bj"), act, *words)
    assert done.exit_code == 0, done.output
