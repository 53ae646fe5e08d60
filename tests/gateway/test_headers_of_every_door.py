"""What goes with every answer of every door: Flask's, the USSD door's, and refusals before either of them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from gateway.front import served
from gateway.web import create_app
from gateway.wiring import Guichet
from tests.gateway.running import Process
from tests.gateway.test_hostile_http import FORM, LENGTH, USSD, said
from tests.ussd.spellings import SPELLINGS

HSTS = "max-age=31536000; includeSubDomains"
# RFC 8259 11: JSON has no charset; pictures, archives and CBOR are no text.
TEXT = re.compile(r"text/|application/(xml|javascript|manifest\+json|soap\+xml)|.*\+xml")
PHONE = "+22370000001"
AT = "/ussd/africastalking/demo"


def wrong(answer: TestResponse) -> list[str]:
    """What is missing, or there twice."""
    headers = answer.headers
    kind = headers.get("Content-Type", "")
    found = {
        "HSTS": headers.getlist("Strict-Transport-Security") == [HSTS],
        "nosniff": headers.getlist("X-Content-Type-Options") == ["nosniff"],
        "frame-ancestors": [
            "frame-ancestors 'none'" in policy for policy in headers.getlist("Content-Security-Policy")
        ] == [True],
        "type": bool(kind) or not answer.data,
        "charset": "charset=utf-8" in kind.lower() or not TEXT.match(kind),
    }  # fmt: skip
    return [name for name, good in found.items() if not good]


def at_flask(guichet: Guichet) -> Iterator[dict[str, Any]]:
    """Each address of each room, by each method, by somebody who is nobody."""
    for rule in create_app(guichet).url_map.iter_rules():
        path = re.sub(r"<(?:([a-z]+)[^:>]*:)?[^>]*>", lambda found: "1" if found[1] else "x", rule.rule)
        for method in ("GET", "POST", "PUT", "HEAD", "OPTIONS"):
            yield {"path": path, "method": method}


def at_ussd() -> Iterator[dict[str, Any]]:
    """Each operator's first screen, a body that is none, and what is no address."""
    for spelling in SPELLINGS:
        wire = spelling.dial(f"headers-{spelling.dialect}", PHONE, [])
        yield wire
        yield {**wire, "data": b"\xff", "query_string": "%ff"}
        yield {**wire, "method": "DELETE"}
    for path in ("/ussd/", "/ussd/africastalking/wrong", "/ussd/pull", AT + "/more"):
        yield {"path": path, "method": "POST"}


def before_both() -> Iterator[dict[str, Any]]:
    yield from ({"path": path, "base_url": "http://evil.example"} for path in ("/", AT, "/admin/login"))
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    yield {"path": AT, "method": "POST", "data": b"x" * 70_000, "environ_overrides": chunked}


def test_every_door_says_how_it_may_be_shown(guichet: Guichet) -> None:
    client = Client(served(guichet))
    seen: set[int] = set()
    lacking = {}
    for wire in (*at_flask(guichet), *at_ussd(), *before_both()):
        answer = client.open(**wire)
        seen.add(answer.status_code)
        if found := wrong(answer):
            lacking[f"{wire.get('method', 'GET')} {wire['path']} {answer.status_code}"] = found
        answer.close()
    assert lacking == {}
    assert seen >= {200, 302, 400, 401, 404, 405, 411}


@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_the_real_server_says_it_once(server: Process, host: str) -> None:
    head = USSD.replace(b"localhost", host.encode())
    answer = said(server, head, LENGTH, b"Connection: close\r\n\r\n", FORM).lower()
    assert answer.count(b"strict-transport-security: " + HSTS.lower().encode()) == 1
    assert answer.count(b"x-content-type-options: nosniff") == 1
    assert answer.count(b"frame-ancestors 'none'") == 1
    assert answer.count(b"content-type: text/plain; charset=utf-8") == 1
