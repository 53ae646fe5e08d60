"""What leaves for Orange, the token before it, and what its errors mean."""

import json
import threading
from base64 import b64encode

import pytest

from kernel import clock
from sms.contract import Handed, NotNow, ProviderError, Refused
from tests.cast import AWA
from tests.sms.providers.bench import (
    SECRET,
    TEXT,
    TOKEN_PATH,
    bench,
    of_json,
    orange_error,
    orange_request,
    outgoing,
)
from tests.sms.providers.wire import Answer

OK = orange_request()
EXPIRED = of_json(401, {"code": 42, "message": "Expired credentials", "description": "..."})


def test_the_request_is_the_documented_one() -> None:
    with bench("orange", OK) as (wire, provider):
        provider.send(outgoing(sender="MAIRIE"))
        provider.send(outgoing())
    named, plain = (json.loads(call.body)["outboundSMSMessageRequest"] for call in wire.calls)
    assert wire.calls[0].path == "/smsmessaging/v1/outbound/tel%3A%2B2230000/requests"
    assert wire.calls[0].headers["authorization"] == "Bearer b3arer"
    assert named == {
        "address": f"tel:{AWA}", "senderAddress": "tel:+2230000", "senderName": "MAIRIE",
        "outboundSMSTextMessage": {"message": TEXT},
    }  # fmt: skip
    assert "senderName" not in plain


def test_one_token_serves_until_shortly_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []
    with bench("orange", OK) as (wire, provider):
        for passed in (0.0, 1800.0, 3539.0, 3541.0):
            monkeypatch.setattr(clock, "monotonic", lambda passed=passed: 1e6 + passed)
            provider.send(outgoing())
            counted.append(wire.tokens)
    assert counted == [1, 1, 1, 2]


def test_a_refused_token_is_replaced_once_and_the_message_leaves_once() -> None:
    with bench("orange", EXPIRED, OK) as (wire, provider):
        assert provider.send(outgoing()) == Handed("req-1")
    assert (wire.tokens, len(wire.calls)) == (2, 2)


def test_threads_share_one_token() -> None:
    with bench("orange", OK) as (wire, provider):
        threads = [threading.Thread(target=provider.send, args=(outgoing(),)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert (wire.tokens, len(wire.calls)) == (1, 5)


TOKENS: dict[str, Answer] = {
    "refused": of_json(401, {"error": "invalid_client"}),
    "their error": (500, {}, b""),
    "gateway gave up": (504, {}, b""),
    "html": (200, {}, b"<html>"),
    "no token": of_json(200, {"expires_in": 3600}),
    "a token that is a number": of_json(200, {"access_token": 7, "expires_in": 3600}),
    "a token with a line break": of_json(200, {"access_token": "é", "expires_in": 3600}),
    "a life in words": of_json(200, {"access_token": "t", "expires_in": "soon"}),
    "half an answer": (200, {"Content-Length": "500"}, b"{"),
}


@pytest.mark.parametrize("answer", TOKENS.values(), ids=TOKENS)
def test_without_a_token_nothing_was_sent(answer: Answer) -> None:
    with (
        bench("orange", OK, asides={TOKEN_PATH: answer}) as (wire, provider),
        pytest.raises(NotNow) as raised,
    ):
        provider.send(outgoing())
    assert raised.value.code.startswith("token_")
    assert wire.calls == []


def test_the_life_may_be_a_text_as_in_older_versions() -> None:
    answer = of_json(200, {"access_token": "t", "expires_in": "7776000"})
    with bench("orange", OK, asides={TOKEN_PATH: answer}) as (_, provider):
        assert provider.send(outgoing()) == Handed("req-1")


def test_the_credentials_go_to_the_token_alone() -> None:
    basic = b64encode(f"guichet:{SECRET}".encode()).decode()
    with bench("orange", OK) as (wire, provider):
        provider.send(outgoing())
    assert basic not in repr(wire.calls)


ERRORS: dict[str, tuple[Answer, type[ProviderError], str]] = {
    "input": (orange_error(400, "serviceException", "SVC0002"), Refused, "invalid_input"),
    "number": (orange_error(400, "serviceException", "SVC0004"), Refused, "invalid_phone_number"),
    "too long": (orange_error(400, "serviceException", "SVC0280"), Refused, "text_too_long"),
    "their service, though a 400": (
        orange_error(400, "serviceException", "SVC0001"),
        NotNow,
        "service_error",
    ),
    "bundle used up": (orange_error(403, "policyException", "POL1102"), NotNow, "bundle_used_up"),
    "policy, though a 400": (orange_error(400, "policyException", "POL0001"), NotNow, "policy_error"),
    "a new service error": (orange_error(400, "serviceException", "SVC9999"), Refused, "http_400"),
    "a new policy error": (orange_error(403, "policyException", "POL9999"), NotNow, "http_403"),
    "two errors": (of_json(400, {"requestError": {"a": {}, "b": {}}}), Refused, "http_400"),
    "an error that is a text": (of_json(500, {"requestError": "x"}), NotNow, "http_500"),
    "an id that is a list": (of_json(500, {"requestError": {"a": {"messageId": []}}}), NotNow, "http_500"),
    "too many, by the front": (
        of_json(429, {"code": 53, "message": "Too many requests"}),
        NotNow,
        "http_429",
    ),
}


@pytest.mark.parametrize(("answer", "kind", "code"), ERRORS.values(), ids=ERRORS)
def test_the_table_decides_and_not_the_http_status(
    answer: Answer, kind: type[ProviderError], code: str
) -> None:
    with bench("orange", answer) as (_, provider), pytest.raises(ProviderError) as raised:
        provider.send(outgoing())
    assert (type(raised.value), raised.value.code) == (kind, code)


@pytest.mark.parametrize(
    ("url", "provider_id"),
    [
        ("https://api.orange.com/x/requests/abc", "abc"),
        ("https://api.orange.com/x/requests/a%3Ab/", "a:b"),
        ("x" * 501, None),
        (None, None),
        (7, None),
        ("https://api.orange.com/x/requests/" + "x" * 101, None),
    ],
    ids=["the last part", "percent-encoded", "endless", "null", "a number", "an endless id"],
)
def test_the_id_is_the_last_part_of_the_resource(url: object, provider_id: str | None) -> None:
    with bench("orange", orange_request(resourceURL=url)) as (_, provider):
        assert provider.send(outgoing()) == Handed(provider_id)
