"""docs/logs.md is true: its events and acts are those of the code, none of note is missing, no other log is there."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from fnmatch import fnmatch

from cases import screens
from tests.rooms import ROOT, sources
from verification.registry import checks

PAGE = (ROOT / "docs" / "logs.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| [^|]+\|([^|]*)\|([^|]*)\|[^|]*\|$", PAGE.partition("## Security events")[2], re.MULTILINE
)
LINES = {name for lines, _ in ROWS[1:] for name in re.findall(r"`([a-z_]+)`", lines)}
ACTS = {name for _, acts in ROWS[1:] for name in re.findall(r"`([a-z_.*]+)`", acts)}
# A word in the name of an event that makes it one to look at.
SUSPICIOUS = re.compile(r"forged|refused|conflict|limited|mismatch|without_redis")
# Refused by the work itself: a form that an administration returns, a number that is none, a file of the wrong shape.
OF_THE_WORK = {
    "filing_refused", "status_refused", "broadcast_recipient_refused", "statement_refused", "breaker_without_redis",
}  # fmt: skip
# The one way out of a line, and what would open another.
WRITERS = {
    "FileHandler", "StreamHandler", "RotatingFileHandler", "TimedRotatingFileHandler", "SysLogHandler", "SocketHandler",
    "HTTPHandler", "addHandler", "basicConfig", "syslog", "sentry_sdk",
}  # fmt: skip


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """(receiver, method, call) of what is called on a plain name, in every room but the simulated outside world."""
    for path in sources():
        if str(path.relative_to(ROOT)).startswith(("simulator/", "gateway/demo/")):
            continue
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "log." in text or "audit.append" in text else ():
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=receiver), attr=method)):
                    yield receiver, method, node


def events() -> set[str]:
    return {
        str(call.args[0].value)
        for receiver, _, call in calls()
        if receiver == "log" and call.args and isinstance(call.args[0], ast.Constant)
    }


def acts() -> set[str]:
    """Acts of the trail; of those made of parts, the part that is written out."""
    found = set()
    for receiver, method, call in calls():
        if (receiver, method) == ("audit", "append"):
            match call.args[2]:
                case ast.Constant(value=str(act)):
                    found.add(act)
                case ast.JoinedStr(values=[ast.Constant(value=str(head)), *_]):
                    found.add(f"{head}x")
    return found


def test_each_event_of_the_page_is_one_of_the_codes() -> None:
    assert len(LINES) > 20
    assert LINES - events() == set()


def test_no_event_to_look_at_is_missing() -> None:
    """ASVS V16.3.3."""
    assert {name for name in events() if SUSPICIOUS.search(name)} - LINES - OF_THE_WORK == set()
    assert events() >= OF_THE_WORK


def test_each_act_of_the_trail_is_there() -> None:
    found = acts()
    assert len(found) > 50
    assert {act for act in found if not any(fnmatch(act, named) for named in ACTS)} == set()
    unused = {named for named in ACTS if not any(fnmatch(act, named) for act in found)}
    # Kept in a table or a constant beside the call.
    assert unused == {"document.read", "register.*"}


def test_lines_go_where_the_page_says_and_nowhere_else() -> None:
    """ASVS V16.2.3."""
    found = set()
    for path in sources():
        name, text = str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if any(word in text for word in WRITERS) else ():
            word = getattr(node, "attr", None) or getattr(node, "id", None)
            if word in WRITERS and not name.startswith("simulator/"):
                found.add((word, name))
    assert found == {("basicConfig", "kernel/logs.py")}


def test_the_times_are_the_codes() -> None:
    assert f"| {screens.KEPT.days} days | agents" in PAGE
    assert timedelta(days=3 * 366) == checks.KEPT
    assert "| 3 years | officers" in PAGE
