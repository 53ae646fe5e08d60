"""Logs as JSON lines, redacted at the root, written by a thread of their own. Not for the audit trail.

`structlog.get_logger(__name__)` and the standard `logging` end in the same lines.
"""

import logging
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from kernel import clock
from kernel.log_sink import LogSink
from kernel.redaction import redact

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}

_current: LogSink | None = None


def configure(level: str = "info", stream: TextIO | None = None) -> LogSink:
    """Send all logs of this process to ``stream`` (standard output). Raises ValueError for an unknown level.

    Calling it again replaces the former sink, after writing what that one still holds.
    """
    global _current
    number = _LEVELS.get(level.lower())
    if number is None:
        raise ValueError(f"log level must be one of {', '.join(_LEVELS)}")
    if _current is not None:
        _current.close()
    sink = _current = LogSink(stream or sys.stdout)
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, _origin, *_PROCESSORS],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *names: _SinkLogger(sink, str(names[0]) if names else ""),
        # Cached loggers would keep writing to a replaced sink; building one costs 3 microseconds.
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=number, handlers=[_SinkHandler(sink)], force=True)
    return sink


def dropped() -> int:
    """Records lost since `configure` because the stream was full, slow or gone. For the metrics page."""
    return _current.dropped if _current else 0


def flush(timeout_s: float = 2.0) -> bool:
    """True when all is written. A forked worker that ends by ``os._exit`` calls it before."""
    return _current.flush(timeout_s) if _current else True


class _SinkLogger:
    """What structlog calls last, with the finished line."""

    def __init__(self, sink: LogSink, name: str) -> None:
        self.name = name
        self.debug = self.info = self.warning = self.error = self.critical = self.msg = sink.put


class _SinkHandler(logging.Handler):
    """Standard log records, through the same processors."""

    def __init__(self, sink: LogSink) -> None:
        super().__init__()
        self._sink = sink

    def emit(self, record: logging.LogRecord) -> None:
        try:
            level = record.levelname.lower()
            event: Any = {"event": record.getMessage(), "logger": record.name, "level": level}
            if record.exc_info:
                event["exc_info"] = record.exc_info
            for processor in _PROCESSORS:
                event = processor(None, "", event)
            self._sink.put(event)
        except Exception:  # noqa: BLE001 - a log line that cannot be made must not break what it tells of.
            self._sink.count_dropped(1)


def _origin(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    return {**event, "logger": logger.name, "level": method}


def _timestamp(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {"at": clock.now().isoformat(timespec="milliseconds"), **event}


_PROCESSORS: list[Any] = [
    _timestamp,
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    redact,
    structlog.processors.JSONRenderer(),
]
