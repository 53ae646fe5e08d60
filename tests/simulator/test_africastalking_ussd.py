"""Africa's Talking USSD on the wire, request and answer."""

import re
from dataclasses import replace

import pytest

from simulator.options import Options
from tests.simulator.cast import AWA
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Answer, Gateway, Seen

TURN = "/ussd/africastalking/demo"
EVENT = TURN + "/events"


def test_the_first_dial_is_the_captured_form_in_the_captured_order(
    simulator: Simulator, gateway: Gateway
) -> None:
    simulator.dial(AWA)
    first = gateway.at(TURN)[0]
    wanted = (
        rb"phoneNumber=%2B22370000001&serviceCode=%2A384%23&text="
        rb"&sessionId=ATUid_[0-9a-f]{32}&networkCode=61002"
    )
    assert re.fullmatch(wanted, first.body)
    assert first.headers["User-Agent"] == "at-ussd-api/1.0"
    assert first.headers["Content-Type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("answers", "texts"),
    [
        (["1", "1"], ["", "1", "1*1"]),
        (["1", ""], ["", "1", "1*"]),
        (["*", "a*b"], ["", "*", "**a*b"]),
        (["é", "2"], ["", "é", "é*2"]),
    ],
    ids=["same choice twice", "empty answer", "stars typed", "accents"],
)
def test_the_text_is_every_input_so_far(
    simulator: Simulator, gateway: Gateway, answers: list[str], texts: list[str]
) -> None:
    simulator.dial(AWA)
    for text in answers:
        simulator.answer(AWA, text)
    turns = gateway.at(TURN)
    assert [each.field("text") for each in turns] == texts
    assert len({each.field("sessionId") for each in turns}) == 1


@pytest.mark.parametrize(
    ("code", "text"),
    [("*384*17#", "17"), ("*384*17*3*1#", "17*3*1"), ("*384#", "")],
    ids=["one", "three", "none"],
)
def test_dialling_through_is_the_first_text(
    simulator: Simulator, gateway: Gateway, code: str, text: str
) -> None:
    simulator.dial(AWA, code)
    simulator.answer(AWA, "5")
    assert [each.field("text") for each in gateway.at(TURN)] == [text, f"{text}*5".removeprefix("*")]


@pytest.mark.parametrize("code", ["*100#", "384", "*3844#", "*384*a#", ""], ids=str)
def test_a_code_that_is_not_ours_never_leaves_the_phone(
    simulator: Simulator, gateway: Gateway, code: str
) -> None:
    reply = simulator.post("/phone/api/dial", {"phone": AWA, "code": code or "*#"})
    assert (reply.status, reply.json["error"]) == (400, "unknown-code")
    assert gateway.seen == []


@pytest.mark.parametrize(
    ("status", "body", "text", "more", "error"),
    [
        (200, b"CON Bonjour\n1 Oui", "Bonjour\n1 Oui", True, ""),
        (200, b"END Au revoir", "Au revoir", False, ""),
        (200, b" CON Bonjour", None, False, "bad-prefix"),
        (200, b"\xef\xbb\xbfCON Bonjour", None, False, "bad-prefix"),
        (200, b"Con Bonjour", None, False, "bad-prefix"),
        (200, b"CON\nBonjour", None, False, "bad-prefix"),
        (200, b"", None, False, "bad-prefix"),
        (200, b'{"text": "CON"}', None, False, "bad-prefix"),
        (404, b"CON Bonjour", None, False, "http-404"),
        (500, b"END Non", None, False, "http-500"),
    ],
    ids=["CON", "END", "space before", "BOM", "lower case", "newline", "empty", "JSON", "404", "500"],
)
def test_only_con_and_end_are_screens(
    simulator: Simulator, gateway: Gateway, status: int, body: bytes, text: str | None, more: bool, error: str
) -> None:
    gateway.answer = lambda seen: (status, {}, body)
    step = simulator.dial(AWA)
    assert (step["more"], step["error"]) == (more, error)
    assert step["text"] == (text or "Le service ne répond pas. Réessayez plus tard.")


class TestImpatient:
    """An operator that waits 300 ms."""

    @pytest.fixture
    def options(self, options: Options) -> Options:
        """A world that waits no longer."""
        return replace(options, app_timeout_s=0.3)

    def test_an_application_slower_than_the_operator_waits_loses_the_session(
        self, simulator: Simulator, gateway: Gateway
    ) -> None:
        def sleep(seen: Seen) -> Answer:
            simulator.world.stopping.wait(60)
            return 200, {}, b"CON trop tard"

        gateway.answer = sleep
        step = simulator.dial(AWA)
        assert (step["more"], step["error"]) == (False, "timeout")


def test_the_hop_metadata_is_echoed_and_joined_in_the_end_event(
    simulator: Simulator, gateway: Gateway
) -> None:
    screens = [(b"CON un", "menu"), (b"CON deux", "choix"), (b"END fin", "fin")]

    def answer(seen: Seen) -> Answer:
        if seen.path == EVENT:
            return 200, {}, b""
        body, hop = screens[len(gateway.at(TURN)) - 1]
        return 200, {"at-ussd-hop-metadata": hop}, body

    gateway.answer = answer
    simulator.dial(AWA)
    simulator.answer(AWA, "1")
    simulator.answer(AWA, "2")
    turns = gateway.at(TURN)
    assert [each.headers.get("at-ussd-hop-metadata") for each in turns] == [None, "menu", "choix"]
    assert gateway.wait(EVENT)[0].field("hopsMetadata") == "menu|choix|fin"


def test_the_end_event_carries_every_documented_field(simulator: Simulator, gateway: Gateway) -> None:
    gateway.answer = lambda seen: (200, {}, b"END Merci")
    step = simulator.dial(AWA, "*384*17#")
    event = gateway.wait(EVENT)[0]
    assert [name for name, _ in event.form] == [
        "date", "sessionId", "serviceCode", "networkCode", "phoneNumber", "status", "cost",
        "durationInMillis", "hopsCount", "hopsMetadata", "input", "lastAppResponse",
    ]  # fmt: skip
    wanted = {"sessionId": step["session"], "status": "Success", "input": "17", "lastAppResponse": "Merci"}
    assert {name: event.field(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("body", "status"), [(b"CON Encore", "Incomplete"), (b"oops", "Failed")], ids=["hung up", "bad answer"]
)
def test_the_end_event_says_how_the_session_ended(
    simulator: Simulator, gateway: Gateway, body: bytes, status: str
) -> None:
    gateway.answer = lambda seen: (200, {}, body)
    simulator.dial(AWA)
    simulator.post("/phone/api/hangup", {"phone": AWA})
    event = gateway.wait(EVENT)[0]
    assert event.field("status") == status
    assert ("errorMessage" in dict(event.form)) == (status == "Failed")
