"""What leaves for Twilio, what its errors mean, and what it is asked afterwards."""

import json
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from sms.contract import Handed, NotNow, OptedOut, ProviderError, Refused, Unanswered
from sms.twilio.send import PAGE
from tests.cast import AWA
from tests.rooms import ROOT
from tests.sms.providers.bench import (
    OUR_ID,
    PUBLIC,
    SECRET,
    TEXT,
    bench,
    of_json,
    outgoing,
    twilio_error,
    twilio_message,
)  # fmt: skip
from tests.sms.providers.wire import Answer

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ACCEPTED = of_json(201, twilio_message())


@time_machine.travel(NOON, tick=False)
def test_the_sdk_builds_the_request() -> None:
    with bench("twilio", ACCEPTED) as (wire, provider):
        provider.send(outgoing(expires_at=NOON + timedelta(minutes=5)))
    [call] = wire.calls
    assert (call.method, call.path) == ("POST", "/2010-04-01/Accounts/AC1/Messages.json")
    assert call.fields == {
        "To": AWA, "From": "GUICHET", "Body": TEXT, "ValidityPeriod": "300",
        "StatusCallback": f"{PUBLIC}/sms/twilio/status?id={OUR_ID}",
    }  # fmt: skip
    assert call.headers["authorization"] == "Basic " + b64encode(f"AC1:{SECRET}".encode()).decode()
    assert call.headers["user-agent"].startswith("twilio-python/")


@pytest.mark.parametrize(
    ("life", "said"),
    [(timedelta(days=3), "36000"), (timedelta(milliseconds=200), "1"), (timedelta(seconds=-5), "1")],
    ids=["longer than Twilio keeps", "almost over", "over"],
)
@time_machine.travel(NOON, tick=False)
def test_the_validity_stays_within_what_twilio_takes(life: timedelta, said: str) -> None:
    with bench("twilio", ACCEPTED) as (wire, provider):
        provider.send(outgoing(expires_at=NOON + life))
    assert wire.calls[0].fields["ValidityPeriod"] == said


def test_a_message_that_never_expires_says_nothing_of_it() -> None:
    with bench("twilio", ACCEPTED) as (wire, provider):
        provider.send(outgoing())
    assert "ValidityPeriod" not in wire.calls[0].fields


def test_the_environment_moves_no_request_to_another_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "ashburn")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    with bench("twilio", ACCEPTED) as (wire, provider):
        provider.send(outgoing())
    assert len(wire.calls) == 1


ANSWERS: dict[str, tuple[Answer, type[ProviderError], str]] = {
    "opted out": (twilio_error(400, 21610), OptedOut, "recipient_opted_out"),
    "our sender is not allowed": (twilio_error(400, 21606), Refused, "invalid_sender_id"),
    "a land line": (twilio_error(400, 21614), Refused, "unsupported_number_type"),
    "the country is closed": (twilio_error(400, 21408), Refused, "region_not_enabled"),
    "queue full, though a 400": (twilio_error(400, 21611), NotNow, "sender_queue_full"),
    "throttled, though a 400": (twilio_error(400, 14107), NotNow, "too_many"),
    "throttled": (twilio_error(429, 20429, **{"Retry-After": "7"}), NotNow, "too_many"),
    "a new error": (twilio_error(400, 29999), Refused, "http_400"),
    "an error that is a text": (of_json(400, {"code": "21610"}), Refused, "http_400"),
    "an error that is a list": (of_json(503, {"code": [21610]}), NotNow, "http_503"),
    # Fault row 21: an error in a 201.
    "created and failed": (
        of_json(201, twilio_message(status="failed", error_code=21610)), OptedOut, "recipient_opted_out",
    ),
    "created, queue full": (
        of_json(201, twilio_message(status="failed", error_code=21611)), NotNow, "sender_queue_full",
    ),
    "created and canceled": (of_json(201, twilio_message(status="canceled")), Refused, "rejected"),
    "created in a new word": (of_json(201, twilio_message(status="?")), Unanswered, "unrecognised"),
    "created without a word": (of_json(201, {}), Unanswered, "unrecognised"),
    "duplicate keys": ((201, {}, b'{"sid":"SM1","sid":"SM2","status":"queued"}'), Unanswered, "unreadable_answer"),
    "a status that is a list": (of_json(201, twilio_message(status=["queued"])), Unanswered, "unreadable_answer"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "kind", "code"), ANSWERS.values(), ids=ANSWERS)
def test_the_table_decides_and_not_the_http_status(
    answer: Answer, kind: type[ProviderError], code: str
) -> None:
    with bench("twilio", answer) as (_, provider), pytest.raises(ProviderError) as raised:
        provider.send(outgoing())
    assert (type(raised.value), raised.value.code) == (kind, code)
    assert raised.value.after_s == (7 if code == "too_many" and answer[0] == 429 else None)


def test_odd_sides_of_a_yes_are_left_out() -> None:
    with bench("twilio", of_json(201, twilio_message(sid=7, num_segments="x", price=3))) as (_, provider):
        assert provider.send(outgoing()) == Handed(None, None, None)


def _listed(*found: dict[str, object]) -> Answer:
    return of_json(200, {"messages": list(found), "page": 0, "next_page_uri": None, "uri": "/x", "end": 0})


def _at(seconds: int) -> str:
    return (NOON + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S +0000")


FOUND: dict[str, tuple[Answer, Handed | None]] = {
    "nothing": (_listed(), None),
    "it": (_listed(twilio_message(date_created=_at(1))), Handed("SM1", None, 1)),
    "it, still in the queue": (_listed(twilio_message(date_created=_at(1), date_sent=None)), Handed("SM1", None, 1)),
    "it, priced": (_listed(twilio_message(date_created=_at(1), price="-0.0075")), Handed("SM1", "USD -0.0075", 1)),
    "it, with a trial account's sentence": (
        _listed(twilio_message(date_created=_at(1), body=f"Sent from your Twilio trial account - {TEXT}")),
        Handed("SM1", None, 1),
    ),
    "another text": (_listed(twilio_message(date_created=_at(1), body="Bonjour")), None),
    "the same text an hour before": (_listed(twilio_message(date_created=_at(-3600))), None),
    "the same text much later": (_listed(twilio_message(date_created=_at(90))), None),
    "two, the nearer": (
        _listed(twilio_message(sid="SM9", date_created=_at(50)), twilio_message(date_created=_at(2))),
        Handed("SM1", None, 1),
    ),
    "a clock that is slow": (_listed(twilio_message(date_created=_at(-20))), Handed("SM1", None, 1)),
    "a full page of older ones": (_listed(*[twilio_message(date_created=_at(-3600))] * PAGE), None),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), FOUND.values(), ids=FOUND)
def test_what_became_of_a_hand_over_is_asked(answer: Answer, expected: Handed | None) -> None:
    """Fault rows 2, 3 and 18."""
    with bench("twilio", answer) as (wire, provider):
        assert provider.find(outgoing(), NOON) == expected
    [call] = wire.calls
    assert (call.method, call.fields) == ("GET", {"To": AWA, "PageSize": str(PAGE)})


UNTOLD: dict[str, Answer | None] = {
    "hung up": None,
    "throttled": (429, {"Retry-After": "9"}, b""),
    "their error": (500, {}, b""),
    "bad request": (400, {}, b"no"),
    "wrong credentials": twilio_error(401, 20003),
    "html": (200, {}, b"<html>"),
    "no list": of_json(200, {"page": 0}),
    "a list of texts": of_json(200, {"messages": ["x"]}),
    "a message without a time": _listed(twilio_message(date_created=None)),
    "half a list": (200, {}, json.dumps({"messages": []}).encode()[:-2]),
    "only newer ones, and more of them": _listed(*[twilio_message(body="x", date_created=_at(40))] * PAGE),
}


@pytest.mark.parametrize("answer", UNTOLD.values(), ids=UNTOLD)
def test_who_cannot_tell_now_is_asked_again_and_nothing_is_sent(answer: Answer | None) -> None:
    with bench("twilio", answer) as (_, provider), pytest.raises(NotNow) as raised:
        provider.find(outgoing(), NOON)
    assert AWA not in str(raised.value)
    assert raised.value.after_s == (9 if answer is not None and answer[0] == 429 else None)


def test_the_web_process_never_pays_for_the_sdk() -> None:
    """11 MB and a third of a second, for a process that only checks signatures."""
    code = "import sys, sms.twilio.doors; print('twilio.rest' in sys.modules, 'requests' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
