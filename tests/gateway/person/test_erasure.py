"""``guichet person erase``: two persons, nothing personal left of what may go, everything else as it was."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from click.testing import Result
from sqlalchemy import select, update

from cases.queries import Cases
from cases.tables import CASE_FILE
from gateway import invariants
from gateway.person import erasing
from gateway.wiring import Guichet
from kernel import audit
from kernel.crypto import Keyring
from kernel.ids import spaced
from kernel.personal import BATCH
from sms.tables import SMS_MESSAGE
from tests.cast import AWA, MOUSSA, dialled
from tests.gateway.person.life import WORDS, Life, counted, opened
from tests.gateway.person.test_export import trail

Run = Callable[..., Result]


def erased(run: Run, phone: str = AWA) -> dict[str, object]:
    """Asked by one, approved by the other."""
    asked = run("fatou", "erase", phone)
    assert asked.exit_code == 0, asked.output
    done = run("ibra", "erase", phone, "--approve", "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.stdout)
    return found


def broken(guichet: Guichet) -> list[str]:
    return [result.name for result in invariants.examine(guichet) if result.broken]


def test_nothing_is_left_of_what_no_law_keeps_and_the_chains_hold(
    run: Run, life: Life, guichet: Guichet
) -> None:
    life.whole()
    before, wrong = counted(guichet), broken(guichet)
    assert [word for word in WORDS if word in opened(guichet)] == list(WORDS)
    done = erased(run)
    assert [word for word in WORDS if word in opened(guichet)] == []
    assert done["erased"] == {
        "language and last session remembered in Redis": 2,
        "answers of closed cases": 1,
        "sentences in the story of closed cases": 1,
        "notes between services on closed cases": 1,
        "screens shown": 1,
        "texts of messages sent": 1,
        "texts of messages received": 1,
        "reports of operators on messages": 1,
        "language chosen": 1,
        "question open by SMS": 1,
    }
    kept = {each["section"]: each["why"] for each in done["kept"]}  # type: ignore[attr-defined]
    assert sorted(kept) == [
        "cases", "checks", "invoices", "messages_received", "messages_sent", "payments", "quittances", "stop",
    ]  # fmt: skip
    assert all(kept.values())
    gone = {name: before[name] - counted(guichet).get(name, 0) for name in before}
    assert {name: rows for name, rows in gone.items() if rows > 0} == {
        "shown_screen": 1, "phone_preference": 1, "sms_dialogue": 1,
    }  # fmt: skip
    with guichet.database.transaction() as connection:
        assert audit.verify(connection) is None
    assert broken(guichet) == wrong
    acts = [(actor, act) for actor, act, _, _ in trail(guichet)]
    assert acts == [
        ("staff:fatou", "person.erase.ask"),
        ("staff:ibra", "person.erase.approve"),
        ("staff:ibra", "person.erase.done"),
    ]


def test_another_person_keeps_everything(run: Run, life: Life, guichet: Guichet) -> None:
    life.case()
    life.case(phone=MOUSSA)
    life.messages(MOUSSA)
    erased(run)
    assert [word for word in WORDS if word not in opened(guichet)] == ["Tapez 1"]


def test_whoever_asked_does_not_decide(run: Run, life: Life, guichet: Guichet) -> None:
    life.case()
    assert run("fatou", "erase", AWA, "--approve").exit_code == 1
    assert run("fatou", "erase", AWA).exit_code == 0
    again = run("fatou", "erase", AWA, "--approve")
    assert again.exit_code == 1
    assert "whoever proposed does not decide" in again.stderr
    assert "Awa Traoré" in opened(guichet)
    twice = run("ibra", "erase", AWA)
    assert (twice.exit_code, "--approve or --refuse; asked by: fatou" in twice.stderr) == (1, True)
    assert run("ibra", "erase", AWA, "--refuse").exit_code == 0
    assert run("ibra", "erase", AWA, "--approve").exit_code == 1
    assert "Awa Traoré" in opened(guichet)


@pytest.mark.parametrize("state", ["en_verification", "disponible"])
def test_an_open_case_is_named_and_nothing_is_asked(
    run: Run, life: Life, guichet: Guichet, state: str
) -> None:
    life.case()
    life.case(state)
    for act in ((), ("--approve",)):
        result = run("fatou", "erase", AWA, *act)
        assert result.exit_code == 1
        assert f"{spaced(life.references[1])} ({state})" in result.stderr
        assert spaced(life.references[0]) not in result.stderr
    assert trail(guichet) == []


def test_killed_half_way_it_goes_on_when_it_is_run_again(
    run: Run, life: Life, guichet: Guichet, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.whole()

    class Killed(BaseException):
        pass

    def killed(what: str) -> None:
        if what.startswith("texts of messages received"):
            raise Killed

    assert run("fatou", "erase", AWA).exit_code == 0
    real = erasing.erase

    def cut(*given: object, **named: object) -> object:
        return real(*given, **{**named, "say": killed})  # type: ignore[arg-type]

    monkeypatch.setattr(erasing, "erase", cut)
    with pytest.raises(Killed):
        run("ibra", "erase", AWA, "--approve")
    monkeypatch.setattr(erasing, "erase", real)
    assert "Awa Traoré" not in opened(guichet)
    assert "STATUT 1" in opened(guichet)
    # Two persons have decided: whoever of them is there goes on.
    done = json.loads(run("fatou", "erase", AWA, "--approve", "--json").stdout)
    assert "answers of closed cases" not in done["erased"]
    assert done["erased"]["texts of messages received"] == 1
    assert [word for word in WORDS if word in opened(guichet)] == []
    again = json.loads(run("fatou", "erase", AWA, "--approve", "--json").stdout)
    assert again["erased"] == {}


def test_what_was_under_way_goes_with_another_run_within_a_week(
    run: Run, life: Life, guichet: Guichet, day: time_machine.Traveller
) -> None:
    life.messages()
    state(guichet, "queued", final_at=None)
    assert "texts of messages sent" not in erased(run)["erased"]  # type: ignore[operator]
    assert "Bonjour Awa" in opened(guichet)
    state(guichet, "failed", final_at=day_later(day))
    done = json.loads(run("ibra", "erase", AWA, "--approve", "--json").stdout)
    assert done["erased"]["texts of messages sent"] == 1
    day.shift(timedelta(days=8))
    assert run("ibra", "erase", AWA, "--approve").exit_code == 1


def state(guichet: Guichet, word: str, **values: object) -> None:
    with guichet.database.transaction() as connection:
        connection.execute(update(SMS_MESSAGE).values(state=word, **values))


def day_later(day: time_machine.Traveller) -> object:
    from kernel import clock

    day.shift(timedelta(days=1))
    return clock.now()


def test_more_rows_than_one_transaction_takes_all_go(run: Run, life: Life, guichet: Guichet) -> None:
    for _ in range(3):
        life.case()
    with pytest.MonkeyPatch.context() as small:
        for module in ("cases.erasure", "sms.erasure"):
            small.setattr(f"{module}.BATCH", 2)
        done = erased(run)
    assert done["erased"]["answers of closed cases"] == 3  # type: ignore[index]
    assert BATCH > 2
    assert "Awa Traoré" not in opened(guichet)


def test_the_phone_is_met_as_a_new_one_and_its_case_says_when_it_was_erased(
    run: Run, life: Life, guichet: Guichet, keyring: Keyring
) -> None:
    life.case()
    life.habits()
    erased(run)
    ticket = guichet.sessions.open(dialled(AWA))
    assert (ticket.language, ticket.previous) == (None, None)
    assert guichet.preferences.language(AWA) is None
    (view,) = Cases(guichet.database, guichet.keyring).of_phone(AWA)
    assert view.erased_at is not None
    assert view.note is None
    with guichet.database.transaction() as connection:
        assert connection.execute(select(CASE_FILE.c.answers_erased_at)).scalar_one() == view.erased_at
