"""Filing with an administration that fails: nothing is lost, nothing is filed twice."""

import threading
from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine

from backends.breaker import LocalBreaker
from backends.contract import AdministrationError, Unavailable, Unknown
from backends.gate import Gate
from cases import filing, stranded
from cases.queries import list_cases
from cases.submission import Submissions
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Later
from tests.apex_server import ApexServer, connector
from tests.cases.desk import PAID, SERVICES, about, change, events, file_of, hand_in, news
from tests.impatience import impatient


@pytest.mark.parametrize(
    ("fault", "error", "submission"),
    [
        ("503", Unavailable, "to_send"),
        ("429", Unavailable, "to_send"),
        ("401", Unavailable, "to_send"),
        ("500", Unknown, "unknown"),
        ("timeout", Unknown, "unknown"),
        ("accept-then-drop", Unknown, "unknown"),
        ("html", Unknown, "unknown"),
        ("huge", Unknown, "unknown"),
        ("redirect", Unknown, "unknown"),
        ("half-json", Unknown, "unknown"),
        ("other-reference", Unknown, "unknown"),
    ],
)
def test_a_failed_filing_is_tried_again_and_filed_once(
    database: Database, keyring: Keyring, apex: ApexServer, submissions: Submissions,
    fault: str, error: type[AdministrationError], submission: str,
) -> None:  # fmt: skip
    """Fault rows 33 and 34; bad-input row 79."""
    deposited = hand_in(database, keyring)
    event = about("case.deposited", deposited.case_id)
    apex.order(fault)
    with impatient() if fault == "timeout" else nullcontext(), pytest.raises(error):
        submissions.submit(event)
    assert file_of(database, deposited.case_id).submission == submission
    apex.await_requests(1)  # who gave up need not have been heard yet
    submissions.submit(event)
    case = file_of(database, deposited.case_id)
    assert (case.submission, case.state) == ("sent", "en_verification")
    assert list(apex.files) == [deposited.reference]
    assert len(apex.filings) == 1


def test_an_unknown_outcome_is_asked_before_anything_is_sent(
    database: Database, keyring: Keyring, apex: ApexServer, submissions: Submissions
) -> None:
    deposited = hand_in(database, keyring)
    event = about("case.deposited", deposited.case_id)
    apex.order("accept-then-drop")
    with pytest.raises(Unknown):
        submissions.submit(event)
    submissions.submit(event)
    assert [(method, path.partition("?")[0]) for method, path, _ in apex.requests] == [
        ("POST", "/services/certificat-origine/applications"),
        ("GET", "/applications"),
    ]


def test_doubt_stays_while_nobody_answers_the_question(
    database: Database, keyring: Keyring, apex: ApexServer, submissions: Submissions
) -> None:
    deposited = hand_in(database, keyring)
    event = about("case.deposited", deposited.case_id)
    apex.order("accept-then-drop", "503")
    for error in (Unknown, Unavailable):
        with pytest.raises(error):
            submissions.submit(event)
        assert file_of(database, deposited.case_id).submission == "unknown"
    assert apex.count("POST") == 1


def test_a_worker_killed_after_the_call_files_nothing_twice(
    database: Database, keyring: Keyring, apex: ApexServer, submissions: Submissions,
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Fault rows 2 and 3: it dies between the administration's answer and our commit."""
    deposited = hand_in(database, keyring)
    event = about("case.deposited", deposited.case_id)

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(submissions, "_settle", die)
        with pytest.raises(Killed):
            submissions.submit(event)
    assert file_of(database, deposited.case_id).submission == "sending"
    with pytest.raises(Later):
        submissions.submit(event)
    clock.shift(timedelta(seconds=60))
    submissions.submit(event)
    assert file_of(database, deposited.case_id).submission == "sent"
    assert [method for method, _, _ in apex.requests] == ["POST", "GET"]
    submissions.submit(event)
    assert len(apex.requests) == 2


def test_a_worker_killed_before_the_call_is_replaced(
    database: Database,
    keyring: Keyring,
    apex: ApexServer,
    submissions: Submissions,
    clock: time_machine.Traveller,
) -> None:
    """Fault row 1."""
    deposited = hand_in(database, keyring)
    change(database, deposited.case_id, submission="sending")
    clock.shift(timedelta(seconds=60))
    submissions.submit(about("case.deposited", deposited.case_id))
    assert [method for method, _, _ in apex.requests] == ["GET", "POST"]
    assert file_of(database, deposited.case_id).submission == "sent"


def test_the_orphan_of_a_takeover_changes_nothing(
    database: Database,
    keyring: Keyring,
    apex: ApexServer,
    submissions: Submissions,
    clock: time_machine.Traveller,
) -> None:
    """Fault row 4: the first worker wakes up while the second is at work, and again after it has finished."""
    deposited = hand_in(database, keyring)
    first = submissions._claim(deposited.case_id)
    clock.shift(timedelta(seconds=60))
    second = submissions._claim(deposited.case_id)
    assert first is not None
    assert second is not None
    submissions._put(first, "to_send")
    filed = submissions._deliver(first)
    submissions._settle(first, filed)
    assert file_of(database, deposited.case_id).submission == "sending"
    submissions._settle(second, submissions._deliver(second))
    before = events(database, deposited.case_id)
    submissions._settle(first, filed)
    assert events(database, deposited.case_id) == before
    assert file_of(database, deposited.case_id).submission == "sent"
    assert len(apex.filings) == 1


def test_two_workers_file_once(
    database: Database, keyring: Keyring, apex: ApexServer, submissions: Submissions
) -> None:
    deposited = hand_in(database, keyring)
    event = about("case.deposited", deposited.case_id)
    together = threading.Barrier(2)
    ends: list[str] = []

    def work() -> None:
        together.wait()
        try:
            submissions.submit(event)
            ends.append("done")
        except Later:
            ends.append("later")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(apex.filings) == 1
    assert "done" in ends
    assert len(ends) == 2
    assert file_of(database, deposited.case_id).submission == "sent"


def test_no_connection_is_held_during_the_call(
    database: Database, keyring: Keyring, apex: ApexServer, submissions: Submissions
) -> None:
    """Fault row 15."""
    deposited = hand_in(database, keyring)
    apex.order("timeout")
    worker = threading.Thread(target=lambda: _quietly(submissions, deposited.case_id))
    worker.start()
    apex.await_requests(1)
    assert worker.is_alive()
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert file_of(database, deposited.case_id).submission == "sending"
    apex.hold.set()
    worker.join()


def test_a_refusal_goes_to_a_person_who_may_send_again(
    database: Database, keyring: Keyring, apex: ApexServer, submissions: Submissions
) -> None:
    deposited = hand_in(database, keyring)
    event = about("case.deposited", deposited.case_id)
    apex.order("422")
    submissions.submit(event)
    assert events(database, deposited.case_id)[-1] == ("refused", "deposee", "deposee")
    with database.transaction() as connection:
        waiting = list_cases(connection, keyring, submission="refused")
        assert [line["reference"] for line in waiting] == [deposited.reference]
    submissions.submit(event)
    assert apex.filings == []
    with database.transaction() as connection:
        assert filing.again(connection, deposited.case_id, clock.now())
        assert not filing.again(connection, deposited.case_id, clock.now())
    submissions.submit(news(database, "case.deposited")[-1])
    assert file_of(database, deposited.case_id).submission == "sent"


def test_an_unpaid_case_waits_and_is_filed_once_paid(
    database: Database, keyring: Keyring, apex: ApexServer, submissions: Submissions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    deposited = hand_in(database, keyring, PAID)
    event = about("case.deposited", deposited.case_id)
    submissions.submit(event)
    assert apex.requests == []
    assert file_of(database, deposited.case_id).submission == "to_send"
    monkeypatch.setattr(filing, "WAITS_FOR_PAYMENT", {17: False})
    submissions.submit(event)
    case = file_of(database, deposited.case_id)
    assert (case.state, case.submission) == ("a_payer", "sent")


def test_an_administration_without_a_system_is_served_by_hand(database: Database, keyring: Keyring) -> None:
    deposited = hand_in(database, keyring)
    Submissions(database, keyring, {}, SERVICES).submit(about("case.deposited", deposited.case_id))
    case = file_of(database, deposited.case_id)
    assert (case.state, case.submission) == ("deposee", "by_hand")


def test_a_long_outage_parks_nothing(database: Database, keyring: Keyring, apex: ApexServer) -> None:
    """Fault row 33: once the circuit is open, waiting is no failed try."""
    gate = Gate(LocalBreaker())
    submissions = Submissions(database, keyring, {"apex": connector(apex, gate)}, SERVICES)
    deposited = hand_in(database, keyring)
    apex.order(*["503"] * 5)
    for _ in range(5):
        with pytest.raises(Unavailable):
            submissions.submit(about("case.deposited", deposited.case_id))
    with pytest.raises(Later):
        submissions.submit(about("case.deposited", deposited.case_id))
    assert gate.state() == "open"
    assert len(apex.requests) == 5
    assert file_of(database, deposited.case_id).submission == "to_send"


def test_what_no_row_carries_any_more_goes_round_again(
    database: Database, keyring: Keyring, clock: time_machine.Traveller
) -> None:
    """Fault row 47: a parked row loses nothing."""
    from kernel import clock as our_clock
    from kernel import outbox

    deposited, unpaid = hand_in(database, keyring), hand_in(database, keyring, PAID)
    clock.shift(timedelta(hours=3))
    with database.transaction() as connection:
        assert stranded.sweep(connection, our_clock.now(), 10) == 0
        for event in outbox.claim(connection, "administrations", 10):
            outbox.finish(connection, event)
        assert stranded.sweep(connection, our_clock.now(), 10) == 1
        assert stranded.sweep(connection, our_clock.now(), 10) == 0
    assert news(database, "case.deposited")[-1].subject == deposited.case_id != unpaid.case_id


def _quietly(submissions: Submissions, case_id: str) -> None:
    try:
        submissions.submit(about("case.deposited", case_id))
    except Unknown:
        return
