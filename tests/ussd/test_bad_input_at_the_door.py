"""Bad-input rows 1 to 15: the right status, a fixed word, no turn, one count, one line without the value."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs
from werkzeug.test import TestResponse, run_wsgi_app

from kernel.turn import Screen, Turn
from tests.ussd.desk import Desk
from tests.ussd.spellings import FORM
from ussd.address import Addresses

GOOD = {
    "phoneNumber": "%2B22370000001", "serviceCode": "%2A384%23", "text": "1", "sessionId": "ATUid_1",
    "networkCode": "61002",
}  # fmt: skip
PATH = "/ussd/africastalking/demo"


def body(*drop: str, more: str = "", **change: str) -> bytes:
    """The good body without ``drop``, with ``change``, then ``more`` behind it."""
    fields = {name: value for name, value in (GOOD | change).items() if name not in drop}
    return ("&".join(f"{name}={value}" for name, value in fields.items()) + more).encode()


def form(data: bytes | None, **options: Any) -> Callable[[Desk], TestResponse]:
    wire = {"method": "POST", "path": PATH, "data": data, "content_type": FORM} | options
    return lambda desk: desk.send(wire)


ROWS: list[tuple[str, Callable[[Desk], TestResponse], int, str]] = [
    ("1 GET", form(None, method="GET"), 405, "method"),
    ("1 HEAD", form(None, method="HEAD"), 405, "method"),
    ("1 PUT", form(body(), method="PUT"), 405, "method"),
    ("2 wrong secret", form(body(), path="/ussd/africastalking/demO"), 404, "not_found"),
    ("2 no secret", form(body(), path="/ussd/africastalking"), 404, "not_found"),
    ("2 empty secret", form(body(), path="/ussd/africastalking/"), 404, "not_found"),
    ("2 secret beyond ASCII", form(body(), path="/ussd/africastalking/démo"), 404, "not_found"),
    ("2 unknown dialect", form(body(), path="/ussd/nobody/demo"), 404, "not_found"),
    ("2 unknown path behind the secret", form(body(), path=PATH + "/admin"), 404, "not_found"),
    ("2 very deep path", form(body(), path=PATH + "/a" * 300), 404, "not_found"),
    ("3 body over 8 KiB", form(body(text="1" * 8192)), 413, "body_too_long"),
    ("3 query over 8 KiB", form(None, method="GET", path="/ussd/pull/comviva/demo",
        query_string="input=" + "1" * 8192), 413, "query_too_long"),
    ("4 over 20 parameters", form(body(more="&x=1" * 16)), 400, "too_many_parameters"),
    ("5 no session", form(body("sessionId")), 400, "missing_session"),
    ("5 empty session", form(body(sessionId="")), 400, "missing_session"),
    ("5 no phone", form(body("phoneNumber")), 400, "missing_phone"),
    ("5 no service code", form(body("serviceCode")), 400, "missing_service_code"),
    ("5 service code of stars", form(body(serviceCode="***%23")), 400, "missing_service_code"),
    ("7 text twice", form(body(more="&text=2")), 400, "duplicate_parameter"),
    ("8 text/plain", form(body(), content_type="text/plain"), 415, "content_type"),
    ("8 JSON", form(b"{}", content_type="application/json"), 415, "content_type"),
    ("8 no type", form(body(), content_type=None), 415, "content_type"),
    ("9 NUL", form(body(text="a%00b")), 400, "control_character"),
    ("9 escape in the network", form(body(networkCode="%1B[0m")), 400, "control_character"),
    ("9 C1 control", form(body(text="%C2%85")), 400, "control_character"),
    ("9 in a field that nobody reads", form(body(more="&x=%07")), 400, "control_character"),
    ("10 percent bytes that are not UTF-8", form(body(text="%FF%FE")), 400, "not_utf8"),
    ("10 surrogate in UTF-8", form(body(text="%ED%A0%80")), 400, "not_utf8"),
    ("11 a word", form(body(phoneNumber="MTN")), 400, "phone"),
    ("11 national of elsewhere", form(body(phoneNumber="0712345678")), 400, "phone"),
    ("11 +000", form(body(phoneNumber="%2B000")), 400, "phone"),
    ("11 40 digits", form(body(phoneNumber="%2B" + "2" * 40)), 400, "phone"),
    ("11 letters inside", form(body(phoneNumber="%2B2237000000A")), 400, "phone"),
    ("13 session of 10 kB", form(body(sessionId="x" * 5000)), 400, "session_too_long"),
    ("13 session with CR LF", form(body(sessionId="a%0D%0Alevel=info")), 400, "control_character"),
    ("mtn: not JSON", form(b"{", path="/ussd/mtn/demo", content_type="application/json"), 400, "not_json"),
    ("mtn: an array", form(b"[]", path="/ussd/mtn/demo", content_type="application/json"), 400, "not_json"),
    ("mtn: unknown type", form(b'{"messageType": 7}', path="/ussd/mtn/demo", content_type="application/json"),
        400, "message_type"),
    ("mtn: NUL", form(b'{"sessionId": "a\\u0000"}', path="/ussd/mtn/demo", content_type="application/json"),
        400, "control_character"),
    ("mtn: lone surrogate", form(b'{"ussdString": "\\ud800"}', path="/ussd/mtn/demo",
        content_type="application/json"), 400, "control_character"),
    ("truroute: an entity", form(b'<!DOCTYPE ussd [<!ENTITY a "aaaa">]><ussd><msg>&a;</msg></ussd>',
        path="/ussd/pull/truroute/demo", content_type="text/xml"), 400, "xml_document_type"),
    ("truroute: a document type in UTF-16", form('<?xml version="1.0" encoding="UTF-16"?>'
        '<!DOCTYPE ussd SYSTEM "file:///etc/x"><ussd/>'.encode("utf-16"), path="/ussd/pull/truroute/demo",
        content_type="text/xml"), 400, "xml_document_type"),
    ("truroute: 1,000 deep", form(b"<a>" * 1000 + b"</a>" * 1000, path="/ussd/pull/truroute/demo",
        content_type="text/xml"), 400, "xml_too_deep"),
    ("truroute: not XML", form(b"<ussd>", path="/ussd/pull/truroute/demo", content_type="text/xml"),
        400, "not_xml"),
    ("truroute: a field twice", form(b"<ussd><type>1</type><msg>1</msg><msg>2</msg></ussd>",
        path="/ussd/pull/truroute/demo", content_type="text/xml"), 400, "duplicate_parameter"),
    ("comviva: two phones", form(None, method="GET", path="/ussd/pull/comviva/demo",
        query_string="SessionID=1&MSISDN=22370000001&msisdn=22370000002"), 400, "duplicate_parameter"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "send", "status", "reason"), ROWS, ids=[row[0] for row in ROWS])
def test_a_bad_request_is_refused(
    label: str, send: Callable[[Desk], TestResponse], status: int, reason: str
) -> None:
    desk = Desk()
    before = refusals()
    with capture_logs() as lines:
        response = send(desk)
    assert (response.status_code, response.text) == (status, reason)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (desk.turns, desk.events) == ([], [])
    assert refusals() - before == 1
    (line,) = lines
    assert set(line) == {"event", "dialect", "status", "reason_code", "log_level"}
    if status == 405:
        assert response.headers["Allow"] == "POST"


def refusals() -> float:
    return sum(
        sample.value
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name == "guichet_ussd_refused_total"
    )


def test_text_may_be_missing() -> None:
    """Bad-input row 6."""
    desk = Desk()
    assert form(body("text"))(desk).status_code == 200
    assert desk.turns[0].text == ""


def test_twenty_parameters_are_taken() -> None:
    desk = Desk()
    assert form(body(more="".join(f"&x{number}=1" for number in range(15))))(desk).status_code == 200


@pytest.mark.parametrize("path", ["/ussd/africastalking/wrong", "/ussd/nobody", "/ussd/mtn/wrong/x"])
def test_a_wrong_secret_looks_like_any_unknown_path(path: str) -> None:
    """Bad-input row 2: the web application itself answers."""

    def application(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("404 NOT FOUND", [("Content-Type", "text/html")])
        return [b"<h1>404</h1>"]

    response = Desk(not_found=application).client.post(path)
    assert (response.status_code, response.data) == (404, b"<h1>404</h1>")


def raw(desk: Desk, stream: Any, **environ: Any) -> tuple[str, bytes]:
    """A request as a server hands it over, without a client's corrections."""
    given = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": PATH,
        "CONTENT_TYPE": FORM,
        "wsgi.input": stream,
    } | environ
    chunks, status, _headers = run_wsgi_app(desk.door, given)
    return status, b"".join(chunks)


class Endless(io.RawIOBase):
    """A sender that never stops; counts what was taken."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "an unbounded read"
        self.taken += min(size, 1000)
        return b"a" * min(size, 1000)


def test_a_chunked_body_is_read_to_the_limit_and_no_further() -> None:
    """Bad-input row 3."""
    stream = Endless()
    assert raw(Desk(), stream, HTTP_TRANSFER_ENCODING="chunked") == (
        "413 Content Too Large",
        b"body_too_long",
    )
    assert stream.taken == 8193


def test_a_chunked_body_is_a_body() -> None:
    desk = Desk()
    status, _ = raw(desk, io.BytesIO(body()), HTTP_TRANSFER_ENCODING="chunked")
    assert (status, len(desk.turns)) == ("200 OK", 1)


def test_a_body_without_a_length_is_not_waited_for() -> None:
    stream = Endless()
    assert raw(Desk(), stream)[0] == "400 Bad Request"
    assert stream.taken == 0


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "٣", "9" * 4000])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    assert raw(Desk(), io.BytesIO(body()), CONTENT_LENGTH=length) == ("400 Bad Request", b"content_length")


def test_a_length_over_the_limit_is_refused_unread() -> None:
    stream = Endless()
    assert raw(Desk(), stream, CONTENT_LENGTH="8193")[0] == "413 Content Too Large"
    assert stream.taken == 0


def test_a_body_that_breaks_off_is_refused() -> None:
    answer = raw(Desk(), io.BytesIO(body()), CONTENT_LENGTH=str(len(body()) + 1))
    assert answer == ("400 Bad Request", b"body_broken_off")


def test_a_conflict_is_a_security_event() -> None:
    """Bad-input row 14."""
    desk = Desk()
    desk.screen = Screen("", more=False, name="conflict")
    with capture_logs() as lines:
        assert form(body())(desk).status_code == 400
    assert lines[0]["event"] == "ussd_session_conflict"
    assert lines[0]["security"] is True
    assert "70000001" not in str(lines)


def breaks(turn: Turn) -> Screen:
    raise KeyError(turn.phone)


def test_a_break_in_the_conversation_is_logged_without_its_message() -> None:
    desk = Desk()
    desk.converse = breaks
    with capture_logs() as lines:
        assert form(body())(desk).data.startswith(b"END ")
    assert lines[0]["error"].startswith("KeyError test_bad_input_at_the_door.py:")
    assert "70000001" not in str(lines)


def test_the_door_works_mounted() -> None:
    desk = Desk()
    data = body()
    mounted = {"SCRIPT_NAME": "/ussd", "PATH_INFO": "/africastalking/demo", "CONTENT_LENGTH": str(len(data))}
    assert raw(desk, io.BytesIO(data), **mounted)[0] == "200 OK"


def test_an_empty_secret_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="token"):
        Addresses({}, "")
