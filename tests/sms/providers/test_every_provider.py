"""What a hand-over ends in, the same table for every provider over a real socket. Fault rows 18 to 21."""

import threading
import traceback
from collections.abc import Callable

import pytest
import structlog
from structlog.testing import capture_logs

from kernel import outbox
from sms import carrier
from sms.contract import NotNow, ProviderError, Refused, Unanswered
from tests.cast import AWA
from tests.impatience import impatient
from tests.sms.providers.bench import OUR_ID, PLAIN, SECRET, SPEECHES, TEXT, Speech, bench, outgoing
from tests.sms.providers.wire import Answer, egress_to

HTML = {"Content-Type": "text/html"}
Pick = Callable[[Speech], Answer | None]

SITUATIONS: dict[str, tuple[Pick, type[ProviderError]]] = {
    "the number is refused for good": (lambda speech: speech.refused, Refused),
    "another bad request": (lambda _: (400, PLAIN, b"no"), Refused),
    "out of credit": (lambda speech: speech.out_of_credit, NotNow),
    "wrong credentials": (lambda speech: speech.wrong_credentials, NotNow),
    "account forbidden": (lambda _: (403, PLAIN, b"no"), NotNow),
    "address not found": (lambda _: (404, PLAIN, b"no"), NotNow),
    "too many": (lambda _: (429, {"Retry-After": "120"}, b""), NotNow),
    "their error": (lambda _: (500, PLAIN, b"oops"), NotNow),
    "bad gateway": (lambda _: (502, HTML, b"<html>"), NotNow),
    "unavailable": (lambda _: (503, PLAIN, b""), NotNow),
    "gateway gave up": (lambda _: (504, HTML, b"<html>"), Unanswered),
    # Bad-input row 79.
    "redirect": (lambda _: (302, {"Location": "http://169.254.169.254/"}, b""), NotNow),
    "html in a 200": (lambda _: (200, HTML, b"<html>welcome</html>"), Unanswered),
    "an empty yes": (lambda speech: (speech.accepted[0], {}, b""), Unanswered),
    "a yes that is a list": (lambda speech: (speech.accepted[0], {}, b"[]"), Unanswered),
    "a yes that is not UTF-8": (lambda speech: (speech.accepted[0], {}, b"\xff\xfe"), Unanswered),
    "half a yes": (lambda speech: (speech.accepted[0], {}, speech.accepted[2][:9]), Unanswered),
    "half an answer": (lambda speech: (speech.accepted[0], {"Content-Length": "500"}, b"{"), Unanswered),
    "huge answer": (lambda speech: (speech.accepted[0], {}, b" " * (1024 * 1024)), Unanswered),
    "a yes in a new word": (lambda speech: speech.unknown, Unanswered),
    "hung up": (lambda _: None, Unanswered),
}


def test_the_longest_call_ends_within_half_a_lease() -> None:
    """Orange's: a refused token, then two tokens and two messages."""
    assert 4 * carrier.TIMEOUT_S <= outbox.LEASE_S / 2


def test_an_accepted_message_is_handed(name: str) -> None:
    with bench(name, SPEECHES[name].accepted) as (wire, provider):
        assert provider.send(outgoing()) == SPEECHES[name].handed
    assert (provider.name, len(wire.calls)) == (name, 1)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_failure_carries_what_to_do_next(name: str, situation: str) -> None:
    pick, kind = SITUATIONS[situation]
    with bench(name, pick(SPEECHES[name])) as (wire, provider), pytest.raises(ProviderError) as raised:
        provider.send(outgoing())
    assert type(raised.value) is kind
    refused = situation == "wrong credentials"
    assert len(wire.calls) == (SPEECHES[name].calls_when_refused if refused else 1)


def test_the_wait_that_is_asked_for_is_kept(name: str) -> None:
    """Fault row 20."""
    with bench(name, (429, {"Retry-After": "120"}, b"")) as (_, provider), pytest.raises(NotNow) as raised:
        provider.send(outgoing())
    assert raised.value.after_s == 120


@pytest.mark.parametrize("said", ["soon", "-1", "1e9", "9" * 12, "Sat, 21 Nov 2026 12:00:00 GMT"])
def test_a_wait_that_is_no_number_of_seconds_is_not_ours_to_guess(name: str, said: str) -> None:
    with bench(name, (429, {"Retry-After": said}, b"")) as (_, provider), pytest.raises(NotNow) as raised:
        provider.send(outgoing())
    assert raised.value.after_s is None


def test_no_answer_in_time_means_unknown(name: str) -> None:
    """Fault row 18."""
    hold = threading.Event()
    with bench(name, SPEECHES[name].accepted) as (wire, provider):
        provider.send(outgoing())  # Who needs a token has one now: only the message finds nobody who answers.
        wire.before_answer = lambda: hold.wait(60)
        with impatient(), pytest.raises(Unanswered) as raised:
            provider.send(outgoing())
        hold.set()
    assert (raised.value.retry, raised.value.sent) == (False, True)


def test_nothing_listening_means_never_sent(name: str) -> None:
    """Fault row 19."""
    # Port 9 (discard) is closed on loopback, and this egress may call it.
    with egress_to("http://127.0.0.1:9") as egress:
        provider = SPEECHES[name].build("http://127.0.0.1:9", egress)
        with pytest.raises(NotNow) as raised:
            provider.send(outgoing())
    assert (raised.value.retry, raised.value.sent) == (True, False)


def test_a_host_that_is_not_allowed_is_a_setting_to_mend(name: str) -> None:
    with egress_to("http://127.0.0.1:9") as egress:
        provider = SPEECHES[name].build("http://169.254.169.254", egress)
        with pytest.raises(NotNow):
            provider.send(outgoing())


def test_the_name_of_a_sender_goes_along(name: str) -> None:
    with bench(name, SPEECHES[name].accepted) as (wire, provider):
        provider.send(outgoing(sender="MAIRIE"))
    assert "MAIRIE" in wire.calls[0].query + wire.calls[0].body.decode()


TELLING = ["the number is refused for good", "another bad request", "wrong credentials", "hung up"]


@pytest.mark.parametrize("situation", ["accepted", "a yes in a new word", *TELLING])
def test_nothing_personal_or_secret_is_logged_or_raised(name: str, situation: str) -> None:
    structlog.reset_defaults()
    speech, written = SPEECHES[name], ""
    answer = speech.accepted if situation == "accepted" else SITUATIONS[situation][0](speech)
    with capture_logs() as logs, bench(name, answer) as (_, provider):
        try:
            provider.send(outgoing())
        except ProviderError as error:
            written = "".join(traceback.format_exception(error))
    written += repr(logs)
    assert not [secret for secret in (AWA, AWA[1:], TEXT, SECRET, "b3arer", "t0ken") if secret in written]


def test_who_cannot_be_asked_says_so(name: str) -> None:
    """Fault row 18: the other provider only if this one cannot tell."""
    with bench(name, SPEECHES[name].accepted) as (_, provider):
        assert provider.can_find == (name == "twilio")


def test_our_own_id_travels_where_a_provider_can_carry_it(name: str) -> None:
    with bench(name, SPEECHES[name].accepted) as (wire, provider):
        provider.send(outgoing())
    said = wire.calls[0].query + wire.calls[0].body.decode()
    assert (OUR_ID in said) == (name in ("twilio", "kannel"))
