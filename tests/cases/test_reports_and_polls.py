"""What an administration says, asked or pushed, and what the case makes of it."""

from datetime import timedelta

import pytest
import time_machine

from backends.contract import Report, Unavailable
from cases import lifecycle, reports
from cases.invariants import INVARIANTS
from cases.polling import Polls, sweep_due
from cases.queries import Cases
from cases.reports import News, Outcome
from cases.submission import Submissions
from kernel import clock as our_clock
from kernel.crypto import Keyring
from kernel.database import Database
from tests.apex_server import ApexServer
from tests.cases.desk import AT, PAID, about, change, events, file_of, hand_in, news, put
from tests.cast import AWA


@pytest.fixture
def filed(
    database: Database, keyring: Keyring, apex: ApexServer, submissions: Submissions
) -> tuple[str, str]:
    """(case id, reference) of a case that APEX holds."""
    deposited = hand_in(database, keyring)
    submissions.submit(about("case.deposited", deposited.case_id))
    return deposited.case_id, deposited.reference


def told(
    database: Database, keyring: Keyring, case_id: str, report: Report, event_id: str | None = None
) -> Outcome:
    with database.transaction() as connection:
        return reports.apply(connection, keyring, case_id, News(report, "apex", our_clock.now(), event_id))


@pytest.mark.parametrize(
    ("state", "report", "outcome", "after"),
    [
        ("en_verification", Report("PENDING", "verification"), Outcome.SAME, "en_verification"),
        ("en_verification", Report("SENDBACK", "complement", "La facture"), Outcome.MOVED, "complement"),
        ("complement", Report("SENDBACK", "", "Le tampon"), Outcome.NOTED, "complement"),
        ("complement", Report("PENDING", "verification"), Outcome.MOVED, "en_verification"),
        ("rdv", Report("APPROVED", "disponible"), Outcome.MOVED, "disponible"),
        ("disponible", Report("SENDBACK"), Outcome.IGNORED, "disponible"),
        ("en_signature", Report("PENDING"), Outcome.IGNORED, "en_signature"),
        ("en_verification", Report("APPROVED", "rejet"), Outcome.UNRECOGNISED, "en_verification"),
        ("en_verification", Report(None, raw="LOST/"), Outcome.UNRECOGNISED, "en_verification"),
        ("a_payer", Report("PENDING"), Outcome.SAME, "a_payer"),
        ("a_payer", Report("APPROVED"), Outcome.IGNORED, "a_payer"),
        ("a_payer", Report("REJECTED", "rejet"), Outcome.MOVED, "rejetee"),
    ],
)
def test_a_report_is_followed_noted_or_kept(
    database: Database, keyring: Keyring, state: str, report: Report, outcome: Outcome, after: str
) -> None:
    """Bad-input row 33, for cases."""
    case_id = hand_in(database, keyring).case_id
    put(database, case_id, state)
    assert told(database, keyring, case_id, report) == outcome
    assert file_of(database, case_id).state == after
    kept = [kind for kind, _, _ in events(database, case_id)[2:]]
    assert (kept[-1:] == [str(outcome)]) is (outcome is not Outcome.SAME)
    assert len(news(database, "case.moved")) == (outcome in (Outcome.MOVED, Outcome.NOTED))


def test_the_same_strange_answer_is_kept_once(database: Database, keyring: Keyring) -> None:
    case_id = hand_in(database, keyring).case_id
    for _ in range(3):
        assert told(database, keyring, case_id, Report(None, raw="LOST/")) == Outcome.UNRECOGNISED
    assert events(database, case_id)[1:] == [("unrecognised", "deposee", "deposee")]


def test_a_pushed_event_that_was_overtaken_is_ignored(database: Database, keyring: Keyring) -> None:
    case_id = hand_in(database, keyring).case_id
    put(database, case_id, "complement")
    newer = Report("PENDING", "verification", at=AT - timedelta(minutes=1))
    older = Report("SENDBACK", "complement", "La facture", at=AT - timedelta(minutes=5))
    assert told(database, keyring, case_id, newer, "e2") == Outcome.MOVED
    assert told(database, keyring, case_id, older, "e1") == Outcome.IGNORED
    assert told(database, keyring, case_id, older, "e1") == Outcome.REPEATED
    assert file_of(database, case_id).state == "en_verification"


def test_a_clock_that_runs_ahead_does_not_make_the_next_words_old(
    database: Database, keyring: Keyring
) -> None:
    """Fault row 41, on the administration's side."""
    case_id = hand_in(database, keyring).case_id
    put(database, case_id, "en_verification")
    told(database, keyring, case_id, Report("SENDBACK", at=AT + timedelta(days=400)), "e1")
    assert told(database, keyring, case_id, Report("PENDING", at=AT), "e2") == Outcome.MOVED


def test_a_poll_renews_the_age_of_an_unchanged_status(
    database: Database, polls: Polls, filed: tuple[str, str], clock: time_machine.Traveller
) -> None:
    before = file_of(database, filed[0]).checked_at
    clock.shift(timedelta(minutes=20))
    polls.poll(about("case.refresh", filed[0]))
    assert file_of(database, filed[0]).checked_at >= before + timedelta(minutes=20)
    assert len(events(database, filed[0])) == 2


def test_a_citizen_who_asked_is_answered_even_when_the_administration_is_away(
    database: Database, keyring: Keyring, apex: ApexServer, polls: Polls, filed: tuple[str, str]
) -> None:
    case_id, reference = filed
    with database.transaction() as connection:
        cases = Cases(database, keyring)
        assert cases.request_refresh(connection, reference, AWA)
        assert not cases.request_refresh(connection, reference, AWA)
    asked = news(database, "case.refresh")
    assert [(event.subject, event.payload) for event in asked] == [(case_id, {"answer": True})]
    before = file_of(database, case_id).checked_at
    apex.order("503")
    polls.poll(asked[0])
    assert [event.subject for event in news(database, "case.answer")] == [case_id]
    assert file_of(database, case_id).checked_at == before


def test_a_poll_by_the_clock_is_tried_again(
    database: Database, apex: ApexServer, polls: Polls, filed: tuple[str, str]
) -> None:
    apex.order("503")
    with pytest.raises(Unavailable):
        polls.poll(about("case.refresh", filed[0]))
    assert news(database, "case.answer") == []


def test_an_answer_overtaken_by_a_push_is_not_believed(
    database: Database, keyring: Keyring, apex: ApexServer, polls: Polls, filed: tuple[str, str]
) -> None:
    case_id, reference = filed
    apex.set(reference, "SENDBACK", "complement", "La facture")
    case = polls._case(case_id)
    assert case is not None
    report = polls._ask(polls._administrations["apex"], case, answer=False)
    told(database, keyring, case_id, Report("SENDBACK", "complement", "La facture"), "e1")
    told(database, keyring, case_id, Report("PENDING", "verification"), "e2")
    with database.transaction() as connection:
        assert report is not None
        polls._take(connection, case, report)
    assert file_of(database, case_id).state == "en_verification"


def test_the_sweep_asks_each_case_once_and_then_every_quarter_of_an_hour(
    database: Database, keyring: Keyring, polls: Polls, filed: tuple[str, str], clock: time_machine.Traveller
) -> None:
    hand_in(database, keyring, PAID)  # not filed: nobody to ask

    def sweep() -> int:
        with database.transaction() as connection:
            return sweep_due(connection, our_clock.now(), 100)

    assert sweep() == 0
    clock.shift(timedelta(minutes=16))
    assert (sweep(), sweep()) == (1, 0)
    clock.shift(timedelta(minutes=16))
    assert sweep() == 0  # the first request is still open
    polls.poll(about("case.refresh", filed[0]))
    due = file_of(database, filed[0]).poll_due_at - our_clock.now()
    assert timedelta(minutes=14) < due <= timedelta(minutes=15)
    clock.shift(timedelta(days=2))
    polls.poll(about("case.refresh", filed[0]))
    due = file_of(database, filed[0]).poll_due_at - our_clock.now()
    assert timedelta(minutes=59) < due <= timedelta(hours=1)


def test_a_case_that_has_ended_is_asked_about_no_more(
    database: Database, apex: ApexServer, polls: Polls, filed: tuple[str, str]
) -> None:
    with database.transaction() as connection:
        lifecycle.advance(connection, filed[0], "annulee", "citizen")
    seen = len(apex.requests)
    polls.poll(about("case.refresh", filed[0]))
    assert len(apex.requests) == seen
    assert file_of(database, filed[0]).poll_due_at is None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("case state is one of the machine's", {"state": "perdue"}),
        ("case submission is one of its machine's", {"submission": "lost"}),
        ("case state is that of its last event", {"state": "rdv"}),
        ("case sent has the administration's number", {"submission": "sent"}),
        ("case is not being sent for more than 10 minutes", {"submission": "sending"}),
        ("open case was checked within 24 hours",
         {"submission": "sent", "external_id": "A-1", "checked_at": AT}),
        ("case refused by its administration has been looked at", {"submission": "refused"}),
    ],
)  # fmt: skip
def test_each_invariant_finds_what_breaks_it(
    database: Database, keyring: Keyring, clock: time_machine.Traveller, name: str, values: dict[str, object]
) -> None:
    sound, broken = hand_in(database, keyring), hand_in(database, keyring)
    change(database, broken.case_id, **values)
    clock.shift(timedelta(hours=25))
    with database.transaction() as connection:
        found = {check.name: check.broken(connection) for check in INVARIANTS}
    assert found[name] == [broken.reference]
    assert all(sound.reference not in references for references in found.values())
