"""The parts of the console, from the wiring's own."""

from typing import TYPE_CHECKING

from admin.parts import Parts
from gateway.console import books, money, overview, papers

if TYPE_CHECKING:
    from gateway.wiring import Guichet


def parts_of(guichet: "Guichet", *, secure: bool | None = None) -> Parts:
    """``secure``: whether its cookies are those of HTTPS; from the public address unless a test says so."""
    https = guichet.settings.public_url.startswith("https://")
    return Parts(
        guichet.database, guichet.keyring, guichet.limits, guichet.catalogue, guichet.words,
        money=money.room(guichet), books=books.room(guichet), papers=papers.room(guichet),
        overview=overview.room(guichet),
        secure=https if secure is None else secure,
    )  # fmt: skip
