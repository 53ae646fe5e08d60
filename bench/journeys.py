"""What the phones send in Africa's Talking's wire format, and how each reply must read. No sockets here."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

# Orange Mali; any network of the catalogue would do.
NETWORK = "61002"
SERVICE_CODE = "*384#"
GATEWAY_PATH, BARE_PATH = "/ussd/africastalking/demo", "/ussd"


class Exchange(NamedTuple):
    """One request, whole, and its right reply: a body that begins with one part and holds the others."""

    request: bytes
    expected: Sequence[bytes]

    def right(self, status: bytes, body: bytes) -> bool:
        """Whether ``body`` is the reply that this phone must get."""
        first, *others = self.expected
        return status == b"200" and body.startswith(first) and all(part in body for part in others)


class Journey(Protocol):
    """A whole session of phone ``number``, the first exchange being the dial."""

    def exchanges(self, session: str, number: int) -> Sequence[Exchange]:
        """``session`` is unique; the same number is always the same phone."""


class Walk:
    """The same inputs for every phone: ``texts`` accumulated, ``replies`` to the byte."""

    def __init__(self, path: str, texts: Sequence[str], replies: Sequence[Sequence[bytes]]) -> None:
        self._path, self._texts, self._replies = path, texts, replies

    def exchanges(self, session: str, number: int) -> list[Exchange]:
        return [
            Exchange(request(self._path, session, phone(number), text), expected)
            for text, expected in zip(self._texts, self._replies, strict=True)
        ]


class Dial:
    """One exchange a session, dialled through; ``ask(number)`` gives phone, text and the words awaited."""

    def __init__(self, ask: Callable[[int], tuple[str, str, Sequence[bytes]]]) -> None:
        self._ask = ask

    def exchanges(self, session: str, number: int) -> list[Exchange]:
        caller, text, words = self._ask(number)
        return [Exchange(request(GATEWAY_PATH, session, caller, text), words)]


def phone(number: int) -> str:
    """A mobile number of Mali."""
    return f"+2237{number:07}"


def request(path: str, session: str, caller: str, text: str) -> bytes:
    """A POST as Africa's Talking sends it, on a connection that stays open."""
    body = urlencode(
        {
            "sessionId": f"ATUid_{session}", "serviceCode": SERVICE_CODE, "phoneNumber": caller,
            "networkCode": NETWORK, "text": text,
        }
    )  # fmt: skip
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()
