"""Where our code broke, for the log: type and line, never the message, which may hold what was typed."""

from traceback import extract_tb

from structlog.typing import FilteringBoundLogger


def report(log: FilteringBoundLogger, event: str, dialect: str, error: BaseException) -> None:
    """One error line: ``error="KeyError mtn.py:51"``."""
    frames = extract_tb(error.__traceback__)
    place = f" {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    log.error(event, dialect=dialect, error=type(error).__name__ + place)
