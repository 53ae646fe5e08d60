"""Whatever is sent: an answer below 500, no trace, and never a turn that breaks the rules for turns."""

import io
import json
from typing import Any
from urllib.parse import parse_qsl, quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import run_wsgi_app

from tests.ussd.desk import Desk
from ussd import fields
from ussd.wire import Refused

PATHS = (
    "/ussd/africastalking/demo",
    "/ussd/africastalking/demo/events",
    "/ussd/mtn/demo",
    "/ussd/pull/comviva/demo",
    "/ussd/pull/truroute/demo",
    "/ussd/pull/hubtel/demo",
    "/ussd/pull/nalo/demo",
    "/ussd/pull/generic/demo",
    "/ussd/pull/infobip/demo/session/1/start",
    "/ussd/pull/infobip/demo/session/\xff/end",
    "/ussd/pull/infobip/demo/session//status",
)
NAMES = (
    "sessionId",
    "phoneNumber",
    "serviceCode",
    "text",
    "networkCode",
    "SessionID",
    "MSISDN",
    "msisdn",
    "input",
    "clean",
    "messageType",
    "ussdString",
    "SessionId",
    "Mobile",
    "Type",
    "Message",
    "SESSIONID",
    "USERDATA",
    "MSGTYPE",
    "status",
)
VALUES = (
    "",
    "1",
    "*384#",
    "384*1",
    "+22370000001",
    "22997000003",
    "Initiation",
    "true",
    "é",
    "\x00",
    "\u0665",
    "x" * 200,
)
TYPES = (
    "application/x-www-form-urlencoded",
    "application/json",
    "text/xml",
    "text/plain",
    "",
    "application/json;a=;;",
)

pairs = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | st.text(max_size=20)), max_size=8
)


def _form(items: list[tuple[str, str]]) -> bytes:
    quoted = (f"{name}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}" for name, value in items)
    return "&".join(quoted).encode()


def _json(items: list[tuple[str, str]]) -> bytes:
    return json.dumps(dict(items)).encode()


def _xml(items: list[tuple[str, str]]) -> bytes:
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in items)
    return f"<ussd>{inside}</ussd>".encode("utf-8", "surrogatepass")


bodies = st.binary(max_size=300) | pairs.map(_form) | pairs.map(_json) | pairs.map(_xml)
methods = st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS", "X"])
paths = st.sampled_from(PATHS) | st.text(st.characters(max_codepoint=255), max_size=40).map("/ussd/".__add__)


@given(method=methods, path=paths, query=bodies, body=bodies, kind=st.sampled_from(TYPES))
def test_any_bytes_get_an_answer(method: str, path: str, query: bytes, body: bytes, kind: str) -> None:
    desk = Desk(is_open=lambda _dialect, _session: False)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query.decode("latin-1"),
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    chunks, status, headers = run_wsgi_app(desk.door, environ)
    reply = b"".join(chunks)
    assert int(status[:3]) in (200, 400, 404, 405, 413, 415)
    assert b"Traceback" not in reply
    assert b"unreadable" not in reply, "a reading broke where it should have refused"
    assert headers["Content-Length"] == str(len(reply))
    for turn in desk.turns:
        assert not any(fields.CONTROL.search(value) for value in (turn.text, turn.session, turn.network))
        assert 1 <= len(turn.session) <= 128
        assert turn.phone.startswith("+")
        assert turn.phone[1:].isdigit()


@given(st.binary(max_size=80) | pairs.map(_form))
def test_a_form_is_read_as_the_standard_library_reads_it(body: bytes) -> None:
    try:
        expected = parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        expected = None
    if expected is None:
        with pytest.raises(Refused, match="not_utf8"):
            fields.form_pairs(body)
    else:
        assert fields.form_pairs(body) == expected
