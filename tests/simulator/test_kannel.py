"""The simulated Kannel against what the real one was seen to do (tests/sms/test_real_kannel.py)."""

from urllib.parse import parse_qs, urlencode

import pytest

from tests.simulator.cast import AWA
from tests.simulator.conftest import Reply, Simulator
from tests.simulator.gateway import Gateway, Seen

SENDSMS = "/providers/kannel/cgi-bin/sendsms"
INBOUND = "/sms/kannel/demo/inbound"
USER = {"username": "guichet", "password": "guichet"}


def send(simulator: Simulator, gateway: Gateway, **fields: str) -> Reply:
    """sendsms as our adapter calls it."""
    reports = f"{gateway.url}/reports?id=1234&type=%d&centre_id=%F&answer=%A"
    asked = {**USER, "from": "36036", "to": AWA, "text": "Bonjour", "charset": "UTF-8", "coding": "0"}
    query = {**asked, "dlr-mask": "31", "dlr-url": reports, **fields}
    return simulator.call("GET", f"{SENDSMS}?{urlencode(query)}")


def query(seen: Seen) -> dict[str, str]:
    """What came in the address."""
    return {name: values[0] for name, values in parse_qs(seen.path.partition("?")[2]).items()}


def reports(gateway: Gateway, count: int) -> list[dict[str, str]]:
    """Delivery reports, once there are ``count``."""
    with gateway.news:
        assert gateway.news.wait_for(lambda: len(_reports(gateway)) >= count, 60)
    return _reports(gateway)


def _reports(gateway: Gateway) -> list[dict[str, str]]:
    return [query(each) for each in gateway.seen if each.path.startswith("/reports?")]


def inbound(gateway: Gateway, count: int) -> list[Seen]:
    """Incoming SMS, once there are ``count``."""
    with gateway.news:
        assert gateway.news.wait_for(lambda: len(_inbound(gateway)) >= count, 60)
    return _inbound(gateway)


def _inbound(gateway: Gateway) -> list[Seen]:
    return [each for each in gateway.seen if each.path.startswith(INBOUND)]


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({}, 202, "0: Accepted for delivery"),
        ({"password": ""}, 403, "Authorization failed for sendsms"),
        ({"to": ""}, 400, "Missing receiver number, rejected"),
        ({"coding": "7"}, 400, "Coding field misformed, rejected"),
    ],
    ids=["accepted", "no password", "no recipient", "no coding"],
)
def test_each_answer_is_the_real_ones(
    simulator: Simulator, gateway: Gateway, fields: dict[str, str], status: int, said: str
) -> None:
    reply = send(simulator, gateway, **fields)
    assert (reply.status, reply.body.decode()) == (status, said)


def test_a_form_by_post_is_refused_and_headers_by_post_are_not(simulator: Simulator) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = simulator.call("POST", SENDSMS, b"x=1", **form)
    assert (reply.status, reply.body) == (400, b"Invalid content-type")
    headers = {"X-Kannel-Username": "guichet", "X-Kannel-Password": "guichet", "X-Kannel-To": AWA}
    reply = simulator.call("POST", SENDSMS, "été".encode(), **headers, **{"Content-Type": "text/plain"})
    assert reply.status == 202
    assert [each["text"] for each in simulator.world.inbox.after(0)] == ["été"]


@pytest.mark.parametrize(("coding", "shown"), [("0", "pr?t é€"), ("2", "prêt é€")], ids=["GSM-7", "UCS-2"])
def test_with_coding_0_foreign_letters_are_lost_in_silence(
    simulator: Simulator, gateway: Gateway, coding: str, shown: str
) -> None:
    assert send(simulator, gateway, text="prêt é€", coding=coding).status == 202
    assert [each["text"] for each in simulator.world.inbox.after(0)] == [shown]


def test_reports_fill_in_the_codes_of_the_address(simulator: Simulator, gateway: Gateway) -> None:
    send(simulator, gateway)
    first, second = reports(gateway, 2)
    assert first == {"id": "1234", "type": "8", "answer": "ACK/"}
    assert (second["id"], second["type"]) == ("1234", "1")
    assert len(second["centre_id"]) == 36


@pytest.mark.parametrize(
    ("fault", "types"),
    [
        ("report-out-of-order", ["1", "8"]),
        ("report-twice", ["8", "8", "1", "1"]),
        ("report-unknown", ["8", "64"]),
        ("report-failed", ["8", "2"]),
        ("no-credit", ["4", "16"]),
    ],
)
def test_reports_go_wrong_on_order(
    simulator: Simulator, gateway: Gateway, fault: str, types: list[str]
) -> None:
    simulator.fault("kannel", fault)
    assert send(simulator, gateway).status == 202
    assert [each["type"] for each in reports(gateway, len(types))] == types
    arrived = simulator.world.inbox.after(0)
    assert len(arrived) == (0 if fault in ("report-failed", "no-credit") else 1)


def test_reports_may_never_come_or_speak_of_a_stranger(simulator: Simulator, gateway: Gateway) -> None:
    simulator.fault("kannel", "report-never")
    simulator.fault("kannel", "report-stranger", times=1)
    send(simulator, gateway)
    send(simulator, gateway, **{"dlr-url": f"{gateway.url}/reports?id=77&type=%d"})
    send(simulator, gateway, **{"dlr-url": f"{gateway.url}/reports?id=88&type=%d", "dlr-mask": "1"})
    assert [each["id"] for each in reports(gateway, 3)].count("1234") == 0


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        ("refuse", 403, "Not routable. Do not try again."),
        ("throttle", 503, "Temporal failure, try again later."),
        ("queued", 202, "3: Queued for later delivery"),
        ("unknown-status", 202, "7: Parked at the border"),
    ],
)
def test_faults_in_kannels_words(
    simulator: Simulator, gateway: Gateway, fault: str, status: int, said: str
) -> None:
    simulator.fault("kannel", fault)
    reply = send(simulator, gateway)
    assert (reply.status, reply.body.decode()) == (status, said)
    assert len(simulator.world.inbox.after(0)) == (1 if status == 202 else 0)


def test_the_body_of_the_answer_becomes_an_sms(simulator: Simulator, gateway: Gateway) -> None:
    gateway.answer = lambda seen: (200, {"Content-Type": "text/plain"}, "Reçu: été\n".encode())
    simulator.post("/phone/api/sms", {"from": AWA, "to": "36036", "text": "SUIVI été"})
    came = query(inbound(gateway, 1)[0])
    assert (came["from"], came["to"], came["text"], came["coding"]) == (AWA, "36036", "SUIVI été", "0")
    simulator.world.courier.stop()
    assert [(each["other"], each["text"]) for each in simulator.world.inbox.after(1)] == [
        ("36036", "Reçu: été")
    ]


def test_ucs_2_comes_as_the_bytes_of_the_air(simulator: Simulator, gateway: Gateway) -> None:
    gateway.answer = lambda seen: (200, {"Content-Type": "text/plain"}, b"")
    simulator.post("/phone/api/sms", {"from": AWA, "to": "36036", "text": "ɛ"})
    path = inbound(gateway, 1)[0].path
    assert "text=%02%5B" in path
    assert "coding=2" in path


@pytest.mark.parametrize(("fault", "order"), [("parts-apart", ["01", "02"]), ("parts-swapped", ["02", "01"])])
def test_the_parts_of_a_long_sms_come_alone_with_their_header(
    simulator: Simulator, gateway: Gateway, fault: str, order: list[str]
) -> None:
    gateway.answer = lambda seen: (200, {"Content-Type": "text/plain"}, b"")
    simulator.fault("kannel", fault)
    text = "G" * 153 + "M" * 120
    for words in ("AIDE", text, text):
        simulator.post("/phone/api/sms", {"from": AWA, "to": "36036", "text": words})
    seen = [each for each in inbound(gateway, 4) if "AIDE" not in each.path]
    parts = [each for each in seen if "udh=%05%00%03" in each.path]
    assert [each.path[-2:] for each in parts] == order
    by_number = {each.path[-2:]: query(each)["text"] for each in parts}
    assert by_number == {"01": "G" * 153, "02": "M" * 120}
    assert [query(each)["text"] for each in seen if each not in parts] == [text]
