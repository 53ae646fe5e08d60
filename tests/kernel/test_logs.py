"""Log lines: JSON, redacted, never in the way of a request. Fault row 46, security control 29."""

import io
import json
import logging
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TextIO

import pytest
import structlog
import time_machine

from kernel import logs
from kernel.log_sink import MAX_QUEUED, LogSink


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    if logs._current:
        logs._current.close()
    logs._current = None
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines_of(stream: io.StringIO) -> list[dict[str, Any]]:
    assert logs.flush(60)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_time_level_and_logger() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)
    with time_machine.travel(datetime(2026, 11, 21, 8, 30, tzinfo=UTC), tick=False):
        structlog.get_logger("kernel.egress").warning("egress_failed", host="apex", ms=12)
    assert lines_of(stream) == [
        {
            "at": "2026-11-21T08:30:00.000+00:00",
            "event": "egress_failed",
            "host": "apex",
            "ms": 12,
            "logger": "kernel.egress",
            "level": "warning",
        }
    ]


def test_structlog_and_standard_logging_are_both_redacted() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)
    structlog.get_logger("a").info("sent", phone="+22370000001", reason="to +22370000001", pin="4821")
    logging.getLogger("b").warning("call from %s\r\nforged", "+22370000001")
    assert "0000001" not in stream.getvalue()
    first, second = lines_of(stream)
    assert (first["phone"], first["reason"], first["pin"]) == ("[hidden]", "to +223******01", "[hidden]")
    assert second["event"] == "call from +223******01\\u000d\\u000aforged"
    assert (second["logger"], second["level"]) == ("b", "warning")


def test_a_traceback_is_one_line_and_redacted() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)
    try:
        int("+22370000001\nforged")
    except ValueError:
        structlog.get_logger("a").exception("broken")
        logging.getLogger("b").exception("broken too")
    shown = lines_of(stream)
    assert len(shown) == 2
    for line in shown:
        assert "+223******01" in line["exception"]
        assert "0000001" not in line["exception"]
        assert line["level"] == "error"


def test_context_bound_for_a_request_is_in_its_lines() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)
    with structlog.contextvars.bound_contextvars(request="r1"):
        structlog.get_logger("a").info("step")
    assert lines_of(stream)[0]["request"] == "r1"


def test_lines_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    logs.configure("warning", stream)
    structlog.get_logger("a").info("quiet")
    logging.getLogger("b").info("quiet")
    structlog.get_logger("a").error("loud")
    assert [line["event"] for line in lines_of(stream)] == ["loud"]


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="debug, info, warning, error"):
        logs.configure("verbose")


def test_a_standard_record_that_cannot_be_formatted_is_counted_and_harmless() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)
    logging.getLogger("b").warning("%d", "not a number")
    assert logs.dropped() == 1


class Stuck(io.StringIO):
    """A sink that takes nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.go = threading.Event(), threading.Event()

    def write(self, text: str) -> int:
        self.reached.set()
        self.go.wait(60)
        return super().write(text)


def test_a_stuck_sink_delays_no_one_and_the_loss_is_counted_and_told() -> None:
    stream = Stuck()
    logs.configure("info", stream)
    log = structlog.get_logger("a")
    log.info("first")
    assert stream.reached.wait(60)
    for number in range(MAX_QUEUED + 250):
        log.info("step", number=number)  # The writer is stuck: a blocking put would never return.
    assert logs.dropped() == 250
    assert not logs.flush(0.01)
    stream.go.set()
    shown = lines_of(stream)
    assert [line["count"] for line in shown if line["event"] == "log_records_dropped"] == [250]
    assert sum(line["event"] == "step" for line in shown) == MAX_QUEUED


def test_a_full_pipe_blocks_only_the_writer_thread() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as reader, os.fdopen(writing, "w") as stream:
        sink = LogSink(stream)
        for _ in range(5):
            sink.put("x" * 60_000)  # More than a pipe holds, and nobody reads yet.
        assert not sink.flush(0.05)
        got = b"".join(reader.read(60_001) for _ in range(5))
        assert got == (b"x" * 60_000 + b"\n") * 5
        assert sink.flush(60)
        sink.close()


@pytest.mark.parametrize("broken", ["closed", "no-reader"])
def test_a_sink_that_is_gone_is_counted(broken: str) -> None:
    stream: TextIO
    if broken == "closed":
        stream = io.StringIO()
        stream.close()
    else:
        reading, writing = os.pipe()
        os.close(reading)
        stream = os.fdopen(writing, "w")
    sink = LogSink(stream)
    sink.put("lost")
    assert sink.flush(60)
    assert sink.dropped == 1
    sink.close()
    stream.close()


def test_a_forked_worker_logs_by_itself_and_repeats_nothing() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "r") as reader, os.fdopen(writing, "w") as stream:
        sink = LogSink(stream)
        sink.put("parent")
        assert sink.flush(60)
        child = os.fork()
        if child == 0:
            sink.put("child")
            os._exit(0 if sink.flush(60) else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        sink.close()
        stream.close()
        assert reader.read() == "parent\nchild\n"


def test_configuring_again_writes_what_the_former_sink_held() -> None:
    first, second = io.StringIO(), io.StringIO()
    logs.configure("info", first)
    log = structlog.get_logger("a")
    log.info("one")
    logs.configure("info", second)
    log.info("two")
    assert json.loads(first.getvalue())["event"] == "one"
    assert [line["event"] for line in lines_of(second)] == ["two"]
