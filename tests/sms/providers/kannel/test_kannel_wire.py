"""What leaves for Kannel, and what its answers mean. Its texts are those of smsbox 1.4.5."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from sms.contract import Handed, NotNow, ProviderError, Refused
from sms.kannel.send import Kannel
from tests.cast import AWA
from tests.sms.providers.bench import OUR_ID, PLAIN, PUBLIC, SECRET, TEXT, bench, outgoing
from tests.sms.providers.wire import Answer, egress_to, serving

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OK = (202, PLAIN, b"0: Accepted for delivery")


def test_the_request_is_the_one_that_smsbox_reads() -> None:
    with bench("kannel", OK) as (wire, provider):
        provider.send(outgoing())
    [call] = wire.calls
    assert (call.method, call.path, call.body) == ("GET", "/cgi-bin/sendsms", b"")
    assert call.fields == {
        "username": "guichet", "password": SECRET, "to": AWA, "text": TEXT, "charset": "UTF-8", "coding": "0",
        "dlr-mask": "31",
        "dlr-url": f"{PUBLIC}/sms/kannel/t0ken/reports?id={OUR_ID}&type=%d&centre_id=%F&answer=%A",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "coding"),
    [("Déposé à 5 €", "0"), ("prêt", "2"), ("I ni cɛ", "2"), ("5\u202f000 F", "2")],
    ids=["GSM-7", "a circumflex", "Bambara", "a narrow space"],
)
def test_what_gsm_7_cannot_carry_is_sent_in_ucs_2(text: str, coding: str) -> None:
    """In GSM-7 smsbox sends "pr?t" in silence."""
    with bench("kannel", OK) as (wire, provider):
        provider.send(outgoing(text=text))
    assert (wire.calls[0].fields["coding"], wire.calls[0].fields["text"]) == (coding, text)


@pytest.mark.parametrize(
    ("life", "minutes"),
    [(timedelta(minutes=5), "5"), (timedelta(seconds=30), "1"), (timedelta(days=60), "10080")],
    ids=["five minutes", "less than one", "longer than a centre keeps"],
)
@time_machine.travel(NOON, tick=False)
def test_the_validity_is_in_minutes(life: timedelta, minutes: str) -> None:
    with bench("kannel", OK) as (wire, provider):
        provider.send(outgoing(expires_at=NOON + life))
    assert wire.calls[0].fields["validity"] == minutes


def test_a_sender_of_the_account_is_the_default() -> None:
    with serving(OK) as wire, egress_to(wire.url) as egress:
        kannel = Kannel(
            base_url=wire.url, username="u", password="p", sender="36555", reports_url=PUBLIC, egress=egress
        )
        kannel.send(outgoing())
        kannel.send(outgoing(sender="MAIRIE"))
    assert [call.fields["from"] for call in wire.calls] == ["36555", "MAIRIE"]


@pytest.mark.parametrize(
    "said", [b"0: Accepted for delivery", b"3: Queued for later delivery", b"Sent.", b" 0: Accepted for delivery\n"]
)  # fmt: skip
def test_each_yes_is_handed_under_our_own_id(said: bytes) -> None:
    with bench("kannel", (202, PLAIN, said)) as (_, provider):
        assert provider.send(outgoing()) == Handed(OUR_ID)


REFUSED: dict[str, tuple[Answer, type[ProviderError], str]] = {
    "wrong password, a 403": ((403, PLAIN, b"Authorization failed for sendsms"), NotNow, "credentials"),
    "no route, a 403 too": ((403, PLAIN, b"Not routable. Do not try again."), Refused, "could_not_route"),
    "a 403 in other words": ((403, PLAIN, b"Forbidden"), NotNow, "http_403"),
    "on a black list": (
        (400, PLAIN, b"Number(s) has/have been denied by white- and/or black-lists."), Refused, "denied_by_list",
    ),
    "no sender": ((400, PLAIN, b"Sender missing and no global set, rejected"), Refused, "invalid_sender_id"),
    "charset": ((400, PLAIN, b"Charset or body misformed, rejected"), Refused, "http_400"),
    "not now": ((503, PLAIN, b"Temporal failure, try again later."), NotNow, "temporal_failure"),
    "another page": ((404, PLAIN, b"Unknown request."), NotNow, "http_404"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "kind", "code"), REFUSED.values(), ids=REFUSED)
def test_the_words_decide_and_not_the_http_status(
    answer: Answer, kind: type[ProviderError], code: str
) -> None:
    with bench("kannel", answer) as (_, provider), pytest.raises(ProviderError) as raised:
        provider.send(outgoing())
    assert (type(raised.value), raised.value.code) == (kind, code)
