"""Shapes of replies: how a screen, and whether it asks, is written as text, JSON or XML."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from kernel.turn import Screen
from ussd.call import Call
from ussd.wire import PLAIN, WireReply

Part = Callable[[Call, Screen], object]
# XML 1.0 2.2: these cannot be written at all, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Reply:
    """``body`` writes the bytes; ``headers`` are names with the part that is their value."""

    content_type: str
    body: Callable[[Call, Screen], bytes]
    headers: tuple[tuple[str, Part], ...] = ()

    def write(self, call: Call, screen: Screen) -> WireReply:
        headers = tuple((name, str(part(call, screen))) for name, part in self.headers)
        return WireReply(200, self.content_type, self.body(call, screen), headers)


def shown(_call: Call, screen: Screen) -> object:
    """The screen's text."""
    return screen.text


def asks(_call: Call, screen: Screen) -> object:
    """True while an answer is expected."""
    return screen.more


def closes(_call: Call, screen: Screen) -> object:
    """True when the session is over."""
    return not screen.more


def either(goes_on: str, over: str) -> Part:
    """``goes_on`` while an answer is expected, else ``over``."""
    return lambda _call, screen: goes_on if screen.more else over


def always(value: object) -> Part:
    """A constant of the contract."""
    return lambda _call, _screen: value


def given(name: str) -> Part:
    """A parameter of the request as it came, "" when it was absent."""
    return lambda call, _screen: call.echo.get(name, "")


def text_reply(before: Part, headers: tuple[tuple[str, Part], ...] = ()) -> Reply:
    """Plain text; ``before`` is put in front of the screen ("CON ")."""
    return Reply(
        PLAIN, lambda call, screen: f"{before(call, screen)}{screen.text}".encode("utf-8", "replace"), headers
    )


def json_reply(members: Mapping[str, Part]) -> Reply:
    """A flat JSON object."""

    def body(call: Call, screen: Screen) -> bytes:
        value = {name: part(call, screen) for name, part in members.items()}
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")

    return Reply("application/json", body)


def xml_reply(root: str, children: Mapping[str, Part]) -> Reply:
    """A root with flat children, in UTF-8."""

    def body(call: Call, screen: Screen) -> bytes:
        inside = "".join(f"<{name}>{_xml(part(call, screen))}</{name}>" for name, part in children.items())
        return f'<?xml version="1.0" encoding="UTF-8"?><{root}>{inside}</{root}>'.encode()

    return Reply("text/xml; charset=utf-8", body)


def _xml(value: object) -> str:
    return escape(_NOT_XML.sub("?", str(value)))
