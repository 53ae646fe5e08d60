"""Replies as stored bytes: "+" (more) or "-" (end), the screen's name, a line feed, the text."""

from kernel.turn import Screen

_MORE, _END = "+", "-"


def pack(screen: Screen) -> bytes:
    """The bytes to store."""
    return f"{_MORE if screen.more else _END}{screen.name}\n{screen.text}".encode()


def unpack(reply: bytes) -> Screen:
    """The screen of stored bytes."""
    head, _, text = reply.decode().partition("\n")
    return Screen(text, head[0] == _MORE, head[1:])
