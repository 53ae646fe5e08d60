"""APEX's answers and silences over real HTTP, and the error each becomes."""

from contextlib import nullcontext
from datetime import UTC, datetime

import pytest

from backends.apex import Apex
from backends.breaker import LocalBreaker
from backends.contract import AdministrationError, Application, Refused, Report, Unavailable, Unknown
from backends.gate import Gate
from kernel import clock
from kernel.egress import Egress
from tests.apex_server import ApexServer, connector
from tests.cast import AWA
from tests.impatience import impatient

REFERENCE = "260123456780"
APPLICATION = Application(REFERENCE, "ML-CO", "fr", AWA, {"exporter": "Awa"})


def test_a_request_is_filed_found_and_followed(apex: ApexServer) -> None:
    administration = connector(apex)
    assert administration.find(REFERENCE) is None
    filed = administration.file(APPLICATION)
    assert administration.file(APPLICATION) == filed
    assert administration.find(REFERENCE) == filed
    apex.set(REFERENCE, "SENDBACK", "complement", "La\nfacture\u202e svp", "2026-02-07T14:05:00Z")
    assert administration.status(filed.external_id) == Report(
        "SENDBACK", "complement", "La facture svp", datetime(2026, 2, 7, 14, 5, tzinfo=UTC)
    )
    assert len(apex.files) == 1


def test_every_call_says_who_asks_and_about_which_case(apex: ApexServer) -> None:
    connector(apex).file(APPLICATION)
    _, path, headers = apex.requests[0]
    seen = {name.lower(): value for name, value in headers.items()}
    assert path == "/services/certificat-origine/applications"
    assert seen["information-mediator-client"] == "ML/GOV/GUICHET/APP"
    assert seen["x-road-issue"] == REFERENCE
    assert AWA not in path


@pytest.mark.parametrize(
    ("fault", "error", "retry", "sent"),
    [
        ("503", Unavailable, True, False),
        ("429", Unavailable, True, False),
        ("401", Unavailable, True, False),
        ("422", Refused, False, True),
        ("500", Unknown, True, True),
        ("timeout", Unknown, True, True),
        ("drop", Unknown, True, True),
        ("html", Unknown, True, True),
        ("huge", Unknown, True, True),
        ("redirect", Unknown, True, True),
        ("half-json", Unknown, True, True),
        ("no-status", Unknown, True, True),
        ("other-reference", Unknown, True, True),
    ],
)
def test_each_failure_carries_the_callers_decision(
    apex: ApexServer, fault: str, error: type[AdministrationError], retry: bool, sent: bool
) -> None:
    """Fault rows 33, 34 and 45; bad-input row 79."""
    apex.order(fault)
    with impatient() if fault == "timeout" else nullcontext(), pytest.raises(error) as caught:
        connector(apex).file(APPLICATION)
    assert (caught.value.retry, caught.value.sent) == (retry, sent)
    assert AWA not in str(caught.value)
    apex.await_requests(1)  # who gave up need not have been heard yet
    assert len(apex.requests) == 1


def test_nobody_listening_means_nothing_was_sent() -> None:
    egress = Egress(["http://127.0.0.1:9"], allow_private=["127.0.0.0/8"])
    with pytest.raises(Unavailable):
        Apex(egress, "http://127.0.0.1:9", "ML/GOV/GUICHET/APP", Gate(LocalBreaker())).file(APPLICATION)


def test_a_host_that_is_not_allowed_waits_for_a_person(apex: ApexServer) -> None:
    egress = Egress(["http://127.0.0.1:9"], allow_private=["127.0.0.0/8"])
    with pytest.raises(Unavailable):
        Apex(egress, apex.url, "ML/GOV/GUICHET/APP", Gate(LocalBreaker())).find(REFERENCE)
    assert apex.requests == []


def test_a_refusal_brings_the_administrations_sentence(apex: ApexServer) -> None:
    apex.order("422")
    with pytest.raises(Refused) as caught:
        connector(apex).file(APPLICATION)
    assert caught.value.comment == "La pièce est illisible."
    assert "illisible" not in str(caught.value)


def test_a_service_that_apex_does_not_give_is_refused_unsent(apex: ApexServer) -> None:
    with pytest.raises(Refused):
        connector(apex).file(Application(REFERENCE, "BJ-RESID", "fr", AWA, {}))
    assert apex.requests == []


def test_a_file_that_apex_does_not_hold_is_refused(apex: ApexServer) -> None:
    with pytest.raises(Refused):
        connector(apex).status("APEX-2026-000009")


@pytest.mark.parametrize(
    ("status", "stage", "raw"),
    [("LOST", "", "LOST/"), ("approved", "", "approved/"), ("PENDING", "audit", "PENDING/audit")],
    ids=["a word nobody knows", "another case", "a stage nobody knows"],
)
def test_an_unknown_word_is_kept_for_a_person(apex: ApexServer, status: str, stage: str, raw: str) -> None:
    administration = connector(apex)
    filed = administration.file(APPLICATION)
    apex.set(REFERENCE, status, stage)
    assert administration.status(filed.external_id) == Report(None, raw=raw)


def test_what_we_refuse_ourselves_says_nothing_of_their_server(apex: ApexServer) -> None:
    """A circuit that it closed would let everybody wait for a server that is down."""
    breaker = LocalBreaker()
    for _ in range(5):
        breaker.failed()
    now = clock.monotonic() + 31
    with (
        pytest.MonkeyPatch.context() as patch,
        pytest.raises(Refused, match="service"),
    ):
        patch.setattr(clock, "monotonic", lambda: now)
        connector(apex, Gate(breaker)).file(Application(REFERENCE, "ML-XX", "fr", AWA, {}))
    assert breaker.state() != "closed"
    assert apex.requests == []
