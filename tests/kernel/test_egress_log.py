"""The log names host, method, status and time; never the path, the query, a header or a body."""

import logging

import pytest
from structlog.testing import capture_logs

from kernel.egress import EgressError
from tests.kernel.wire import client, replies, reply, serving, then_close

SECRET = "canary-22370000001"


def test_an_answer_is_logged_without_what_was_said() -> None:
    answer = reply(SECRET.encode(), "200 OK", f"X-A: {SECRET}")
    with serving(replies(answer)) as server, capture_logs() as lines:
        url = f"{server.url}/{SECRET}?phone={SECRET}"
        client(server).request("POST", url, body=SECRET.encode(), headers={"X-Key": SECRET})
    assert isinstance(lines[0].pop("ms"), int)
    about = {"host": "127.0.0.1", "method": "POST", "status": 200}
    assert lines == [{"event": "egress_answered", "log_level": "info", **about}]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (f"HTTP/1.1 {SECRET}\r\n\r\n", "broken"),
        (f"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nno colon {SECRET}\r\n\r\n{SECRET}", "broken"),
        (f"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{SECRET}", "length"),
    ],
    ids=["bad-status", "bad-header", "too-large"],
)
def test_a_failure_is_logged_without_what_was_said(
    answer: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        serving(then_close(answer.encode())) as server,
        capture_logs() as lines,
        pytest.raises(EgressError) as caught,
    ):
        client(server).request("GET", f"{server.url}/{SECRET}?phone={SECRET}")
    (line,) = lines
    assert (line["event"], line["reason"], line["sent"]) == ("egress_failed", reason, True)
    assert SECRET not in str(lines) + caplog.text + repr(caught.value)


def test_a_refused_url_is_logged_without_the_url() -> None:
    with serving(replies(reply())) as server, capture_logs() as lines, pytest.raises(EgressError):
        client(server).request(SECRET, f"ftp://{SECRET}/")
    assert SECRET not in str(lines)
    assert lines[0]["reason"] == "scheme"
