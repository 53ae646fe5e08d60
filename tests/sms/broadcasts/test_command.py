"""``guichet broadcast``: says first, asks, proves the person, and stores nothing on a dry run or a refusal."""

import json
from collections.abc import Callable, Iterator

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from admin.people import staff
from admin.people.staff import Post
from admin.roles import Role
from gateway.cli import guichet as command
from gateway.wiring import Guichet
from kernel import clock
from kernel.database import Database
from sms import optouts
from sms.broadcasts.tables import SMS_BROADCAST, SMS_BROADCAST_RECIPIENT
from sms.tables import SMS_MESSAGE
from tests.authenticator import digits
from tests.cases.desk import hand_in
from tests.cast import AWA, MOUSSA
from tests.sms.broadcasts.sendings import feed, messages, row, settle

Run = Callable[..., Result]
WORDS = ("--service", "ml-co", "--message", "Dossier {reference}: venez.")


@pytest.fixture
def run(guichet: Guichet, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on the suite's servers."""
    monkeypatch.setenv("GUICHET_DATABASE_URL", guichet.settings.database_url.get_secret_value())
    monkeypatch.setenv("GUICHET_REDIS_URL", guichet.settings.redis_url.get_secret_value())

    def invoke(*words: str, **more: str) -> Result:
        return CliRunner().invoke(command, ["broadcast", *words], **more)  # type: ignore[arg-type]

    return invoke


@pytest.fixture
def code(guichet: Guichet) -> Iterator[Callable[[str], str]]:
    """Adds a person; the digits of their app now. The clock stands: codes change every half minute."""

    def added(name: str) -> str:
        with guichet.database.transaction() as connection:
            uri = staff.add(connection, guichet.keyring, name, Post(Role.OFFICER, "apex")).uri
        return digits(uri.split("secret=")[1].split("&")[0])

    with time_machine.travel(clock.now(), tick=False):
        yield added


@pytest.fixture
def two_holders(guichet: Guichet) -> None:
    for phone in (AWA, MOUSSA):
        hand_in(guichet.database, guichet.keyring, phone=phone)


def stored(database: Database) -> int:
    with database.transaction() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (SMS_BROADCAST, SMS_BROADCAST_RECIPIENT, SMS_MESSAGE)
        )


@pytest.mark.usefixtures("two_holders")
def test_a_dry_run_says_everything_and_stores_nothing(run: Run, guichet: Guichet) -> None:
    result = run(*WORDS, "--dry-run", "--json")
    said = json.loads(result.stdout)
    assert (said["recipients"], said["parts"], said["cost_xof"], said["two_persons"]) == (2, 2, 33, False)
    assert {line["network"]: line["provider"] for line in said["networks"]} == {
        "ml-orange": "orange", "ml-moov": "kannel",
    }  # fmt: skip
    assert {sample["phone"] for sample in said["samples"]} == {"+223******01", "+223******02"}
    assert said["texts"]["fr"] == {"parts": 1, "encoding": "GSM-7", "units": 30}
    assert AWA not in result.output
    assert stored(guichet.database) == 0


@pytest.mark.usefixtures("two_holders")
def test_a_dry_run_of_a_proven_person_stores_nothing_either(
    run: Run, guichet: Guichet, code: Callable[[str], str]
) -> None:
    result = run(*WORDS, "--dry-run", "--by", "awa", "--code", code("awa"), "--yes", "--detach")
    assert result.exit_code == 0, result.output
    assert stored(guichet.database) == 0


@pytest.mark.usefixtures("two_holders")
def test_a_person_reads_the_same_as_a_table(run: Run, guichet: Guichet) -> None:
    result = run(*WORDS, "--dry-run")
    assert result.exit_code == 0, result.output
    for words in ("Orange Mali", "2 recipients, 2 parts, 33 F", "+223******01", ": venez."):
        assert words in result.output
    assert stored(guichet.database) == 0


@pytest.mark.usefixtures("two_holders")
def test_the_opted_out_are_neither_counted_nor_written(
    run: Run, guichet: Guichet, code: Callable[[str], str]
) -> None:
    """Bad-input row 31."""
    with guichet.database.transaction() as connection:
        optouts.remember(connection, guichet.keyring, "kannel", MOUSSA)
    assert json.loads(run(*WORDS, "--dry-run", "--json").stdout)["recipients"] == 1
    result = run(*WORDS, "--by", "awa", "--code", code("awa"), "--yes", "--detach")
    assert result.exit_code == 0, result.output
    assert row(guichet.database, 1).recipients == 1


@pytest.mark.usefixtures("two_holders")
def test_one_person_sends_a_small_one_and_stops_it(
    run: Run, guichet: Guichet, code: Callable[[str], str]
) -> None:
    result = run(*WORDS, "--by", "awa", "--code", code("awa"), "--yes", "--detach")
    assert result.exit_code == 0, result.output
    assert feed(guichet.database, guichet.keyring, 1) == 1
    shown = json.loads(run("show", "1", "--json").stdout)
    assert (shown["state"], shown["fed"], shown["messages"]) == ("running", 1, {"queued": 1})
    assert [one["id"] for one in json.loads(run("list", "--json").stdout)] == [1]
    result = run("stop", "1", "--by", "ben", "--code", code("ben"))
    assert "1 queued message(s) taken back" in result.output
    assert feed(guichet.database, guichet.keyring) == 0
    assert [one.state for one in messages(guichet.database)] == ["failed"]
    assert "stopped" in run("show", "1").output


@pytest.mark.usefixtures("two_holders")
def test_it_waits_until_the_last_message_has_left(
    run: Run, guichet: Guichet, code: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = iter(range(10))

    def a_second_passes(_: float) -> None:
        feed(guichet.database, guichet.keyring)
        if next(rounds) == 1:
            settle(guichet.database)

    monkeypatch.setattr(clock, "sleep", a_second_passes)
    result = run(*WORDS, "--by", "awa", "--code", code("awa"), "--yes")
    assert result.exit_code == 0, result.output
    assert "broadcast 1 is done: 2 sent, 0 refused" in result.output


@pytest.mark.usefixtures("two_holders")
def test_control_c_leaves_it_running(
    run: Run, guichet: Guichet, code: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(clock, "sleep", interrupted)
    result = run(*WORDS, "--by", "awa", "--code", code("awa"), "--yes")
    assert result.exit_code == 0, result.output
    assert "broadcast 1 goes on" in result.output
    assert row(guichet.database, 1).state == "approved"
    assert feed(guichet.database, guichet.keyring) == 2


@pytest.mark.usefixtures("two_holders")
def test_a_large_one_waits_for_another_person(
    run: Run, guichet: Guichet, code: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sms.broadcasts.deciding.RECIPIENTS_ALONE_MAX", 1)
    result = run(*WORDS, "--by", "awa", "--code", code("awa"), "--yes", "--detach")
    assert (result.exit_code, row(guichet.database, 1).state) == (0, "draft")
    assert "guichet broadcast approve 1" in result.output
    result = run("approve", "1", "--by", "ben", "--code", code("ben"), "--detach")
    assert (result.exit_code, row(guichet.database, 1).state) == (0, "approved")


@pytest.mark.usefixtures("two_holders")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--service", "ml-co", "--message", ""), "the message is empty"),
        (("--service", "ml-co", "--message", "é" * 950), "7 parts"),
        (("--service", "ml-co", "--message", "Prêt 你"), "basic phones cannot show: 你"),
        (("--service", "ml-co", "--message", "Votre {code}"), "nothing to put in {code}"),
        (("--service", "ml-co", "--message", "{"), "a brace itself is doubled"),
        (("--service", "ml-co", "--template", "broadcast.x"), "no text 'broadcast.x'"),
        (("--service", "ml-co"), "give either --message or --template"),
        (("--service", "ml-co", "--message", "a", "--template", "broadcast.ready"), "give either"),
        (("--service", "ml-xx", "--message", "a"), "no service 'ml-xx'"),
        (("--message", "a"), "say whose holders"),
        (("--service", "ml-co", "--state", "perdu", "--message", "a"), "'perdu' is not one of"),
        (("--service", "ml-co", "--state", "retiree", "--message", "a"), "nobody holds such a case"),
        (("--service", "ml-co", "--language", "de", "--message", "a"), "no language 'de'"),
        (("--service", "ml-co", "--provider", "glo", "--message", "a"), "no price of 'glo'"),
        (("--service", "ml-co", "--message", "a", "--by", ""), "nobody of the staff"),
        (("--service", "ml-co", "--message", "a", "--by", "ghost"), "nobody of the staff is called 'ghost'"),
        (("stop", "99", "--by", "ghost", "--code", "000000"), "nobody of the staff"),
        (("show", "99"), "no broadcast 99"),
        (("show", "x"), "'x' is not a valid integer"),
    ],
)
def test_misuse_is_refused_with_a_reason_and_stores_nothing(
    run: Run, guichet: Guichet, words: tuple[str, ...], said: str
) -> None:
    """Bad-input row 77."""
    result = run(*words, *(("--yes",) if words[0].startswith("--") else ()), *_by(words))
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert "Traceback" not in result.output
    assert stored(guichet.database) == 0


def _by(words: tuple[str, ...]) -> tuple[str, ...]:
    return ("--by", "awa", "--code", "000000") if words[0].startswith("--") and "--by" not in words else ()


@pytest.mark.usefixtures("two_holders")
def test_a_wrong_code_sends_nothing(run: Run, guichet: Guichet, code: Callable[[str], str]) -> None:
    right = code("awa")
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    result = run(*WORDS, "--by", "awa", "--code", wrong, "--yes", "--detach")
    assert result.exit_code == 1
    assert "the code is not right" in result.output
    assert stored(guichet.database) == 0


@pytest.mark.usefixtures("two_holders")
def test_without_a_yes_and_a_terminal_nothing_is_sent(
    run: Run, guichet: Guichet, code: Callable[[str], str]
) -> None:
    result = run(*WORDS, "--by", "awa", "--code", code("awa"), "--detach")
    assert "no terminal to ask at: give --yes" in result.output
    assert stored(guichet.database) == 0
