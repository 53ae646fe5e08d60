"""What the pages ask of the rest, handed in by the wiring. Nothing here knows a database."""

from dataclasses import dataclass
from typing import Literal, Protocol

from verification.registry.judging import Judged
from verification.registry.lookup import Looked

Channel = Literal["web", "api", "photo"]
Kind = Literal["bundle", "list", "filter"]


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks (an address; the registry keeps its blind index only), and what they say of where and why."""

    who: str
    channel: Channel
    place: str | None = None
    purpose: str | None = None


class Judge(Protocol):
    """The verdict on a text, by the registry's own newest lists. Raises NoBundle, TooManyTries."""

    def __call__(self, text: str, visit: Visit) -> Judged: ...


class Look(Protocol):
    """A number, with or without its code. Raises TooManyTries."""

    def __call__(self, number: str, code: str | None, visit: Visit) -> Looked: ...


class Registers(Protocol):
    """The newest signed bundle (``kid`` is empty), list or filter of a key; None when there is none."""

    def __call__(self, kind: Kind, kid: bytes) -> bytes | None: ...


class Photo(Protocol):
    """The text of the first QR code in a picture of at most `photo.BYTES_MAX`; None without one. Raises PhotoBusy."""

    def __call__(self, picture: bytes) -> str | None: ...


class Refuse(Protocol):
    """The signed proof that a paper was refused: COSE. Raises RegistryRefused, TooManyTries, SigningFailed."""

    def __call__(self, number: str, code: str, place: str, said: str, visit: Visit) -> bytes: ...


class Pace(Protocol):
    """False when ``who`` asks for verdicts faster than a desk with a pile of papers (60 a minute)."""

    def __call__(self, who: str) -> bool: ...


class PhotoBusy(Exception):
    """Another picture is being read: come back in a few seconds."""

    retry = True
