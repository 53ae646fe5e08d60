"""What each answer of Africa's Talking means, over a real socket and through the real SDK."""

import threading

import pytest

from sms.africastalking import send
from sms.contract import Handed, NotNow, Outgoing, ProviderError, Refused, Unanswered
from tests.impatience import impatient
from tests.sms.africastalking_wire import JSON, SANDBOX, Answer, line, recipients, serving
from tests.sms.cases import PHONE, TEXT

PLAIN = {"Content-Type": "text/plain"}
HTML = {"Content-Type": "text/html"}

ACCEPTED = {
    "101 sent": (recipients(line(101)), Handed("ATXid_1", "XOF 18.0000", 1)),
    "100 processed": (recipients(line(100)), Handed("ATXid_1", "XOF 18.0000", 1)),
    "102 queued": (recipients(line(102)), Handed("ATXid_1", "XOF 18.0000", 1)),
    "200 without charset": ((200, {"Content-Type": "application/json"}, recipients(line())[2]), None),
    "code as a text": (recipients(line() | {"statusCode": "101"}), None),
    "two parts": (recipients(line(messageParts=2)), Handed("ATXid_1", "XOF 18.0000", 2)),
    "accepted without an id": (recipients(line(message_id="None")), Handed(None, "XOF 18.0000", 1)),
    "accepted, odd cost and parts": (
        recipients(line(cost=18, messageParts="x")),
        Handed("ATXid_1", None, None),
    ),
}

REFUSED = {
    # Fault row 21: an error in a 201.
    "risk hold": (recipients(line(401)), Refused, "risk_hold"),
    "sender id": (recipients(line(402)), Refused, "invalid_sender_id"),
    "phone number": (recipients(line(403, "None")), Refused, "invalid_phone_number"),
    "number type": (recipients(line(404)), Refused, "unsupported_number_type"),
    "balance": (recipients(line(405)), NotNow, "insufficient_balance"),
    "blacklist": (recipients(line(406)), Refused, "user_in_blacklist"),
    "no route": (recipients(line(407)), Refused, "could_not_route"),
    "do not disturb": (recipients(line(409)), Refused, "do_not_disturb"),
    "their error": (recipients(line(500)), NotNow, "internal_server_error"),
    "their gateway": (recipients(line(501)), NotNow, "gateway_error"),
    "rejected by gateway": (recipients(line(502)), Refused, "rejected_by_gateway"),
    "no recipient, known reason": (recipients(message="InvalidSenderId"), Refused, "invalid_sender_id"),
    "no recipient, new reason": (recipients(message="SomethingNew"), NotNow, "unrecognised"),
    "new code": (recipients(line(777)), Unanswered, "unrecognised"),
    # Fault rows 19 and 20.
    "bad request": ((400, PLAIN, b"Request is missing 'to'"), Refused, "http_400"),
    "bad credentials": ((401, PLAIN, b"The supplied authentication is invalid"), NotNow, "http_401"),
    "too many": ((429, {"Retry-After": "120"}, b""), NotNow, "http_429"),
    "server error": ((500, PLAIN, b"oops"), NotNow, "http_500"),
    "unavailable": ((503, PLAIN, b""), NotNow, "http_503"),
    "gateway gave up": ((504, HTML, b"<html>"), Unanswered, "http_504"),
    # Bad-input row 79.
    "redirect": ((302, {"Location": "http://169.254.169.254/"}, b""), NotNow, "http_302"),
    "html in a 200": ((200, HTML, b"<html>welcome</html>"), Unanswered, "unreadable_answer"),
    "empty 201": ((201, JSON, b""), Unanswered, "unreadable_answer"),
    "half a JSON": ((201, JSON, b'{"SMSMessageData":{"Rec'), Unanswered, "unreadable_answer"),
    "a list": ((201, JSON, b"[]"), Unanswered, "unreadable_answer"),
    "recipients are a text": (
        (201, JSON, b'{"SMSMessageData":{"Recipients":"x"}}'),
        Unanswered,
        "unreadable_answer",
    ),
    "code is null": (recipients(line() | {"statusCode": None}), Unanswered, "unreadable_answer"),
    "half an answer": ((201, {"Content-Length": "500"}, b"{"), Unanswered, None),
    "huge answer": ((201, JSON, b" " * (send.ANSWER_MAX + 1)), Unanswered, None),
    "hung up": (None, Unanswered, None),
}


@pytest.mark.parametrize(("answer", "expected"), ACCEPTED.values(), ids=ACCEPTED)
def test_an_accepted_message_has_its_id_cost_and_parts(answer: Answer, expected: Handed | None) -> None:
    with serving(answer) as wire:
        handed = wire.provider().send(Outgoing("1", PHONE, TEXT, "MAIRIE"))
    assert handed == (expected or Handed("ATXid_1", "XOF 18.0000", 1))


@pytest.mark.parametrize(("answer", "kind", "code"), REFUSED.values(), ids=REFUSED)
def test_each_failure_carries_what_to_do_next(
    answer: Answer | None, kind: type[ProviderError], code: str | None
) -> None:
    with serving(answer) as wire, pytest.raises(ProviderError) as raised:
        wire.provider().send(Outgoing("1", PHONE, TEXT, "MAIRIE"))
    assert type(raised.value) is kind
    assert code is None or raised.value.code == code
    assert "7000" not in str(raised.value)
    assert len(wire.requests) == 1


def test_the_wait_a_provider_asks_for_is_kept() -> None:
    """Fault row 20."""
    with serving((429, {"Retry-After": "120"}, b"")) as wire, pytest.raises(NotNow) as raised:
        wire.provider().send(Outgoing("1", PHONE, TEXT))
    assert raised.value.after_s == 120


def test_nothing_listening_means_never_sent() -> None:
    # Port 9 (discard) is closed on loopback, and no test of another process can open it meanwhile.
    with serving(None) as wire, pytest.raises(NotNow) as raised:
        wire.provider("http://127.0.0.1:9").send(Outgoing("1", PHONE, TEXT))
    assert (raised.value.retry, raised.value.sent) == (True, False)


def test_no_answer_in_time_means_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault row 18."""
    monkeypatch.setattr(send, "TIMEOUT_S", 50.0)
    hold = threading.Event()
    with serving(recipients(line())) as wire:
        wire.before_answer = lambda: hold.wait(60)
        with impatient() as left, pytest.raises(Unanswered) as raised:
            wire.provider().send(Outgoing("1", PHONE, TEXT))
        hold.set()
    assert (raised.value.retry, raised.value.sent) == (False, True)
    # The 50 s of this room, not the 10 s that the egress gives by itself.
    assert 10 < left[0] <= 50


def test_the_sdk_builds_the_request() -> None:
    with serving(recipients(line())) as wire:
        wire.provider().send(Outgoing("1", PHONE, TEXT, "MAIRIE"))
        wire.provider().send(Outgoing("1", PHONE, TEXT))
    named, plain = wire.requests
    assert named == {"username": SANDBOX, "to": PHONE, "message": TEXT, "bulkSMSMode": "1", "from": "MAIRIE"}
    assert "from" not in plain
    assert wire.paths[0] == "/version1/messaging"
    assert wire.headers[0]["apikey"] == "key"
    assert wire.headers[0]["user-agent"].startswith("africastalking-python/")
