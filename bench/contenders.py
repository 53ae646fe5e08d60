"""The three that are measured side by side, each with its inputs and the words of its replies."""

import http.client
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex

from bench import bare_screens
from bench.journeys import BARE_PATH, GATEWAY_PATH, Walk, phone, request
from bench.server import GATEWAY
from catalogue.loader import load
from conversation.screens.service import choices
from kernel.gsm import fold

COUNTRY, LANGUAGE = "ML", "fr"
# No run uses this phone.
FIRST_PHONE = 9_999_999


class Unexpected(Exception):
    """The first session already got a wrong reply: there is nothing to compare."""


@dataclass(frozen=True)
class Contender:
    """``words[i]`` must be in the reply to ``texts[i]``."""

    name: str
    factory: str
    path: str
    texts: Sequence[str]
    words: Sequence[str]

    def walk(self, port: int) -> Walk:
        """A journey that awaits, to the byte, what one phone got whose replies were read word by word."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        session, replies = token_hex(12), []
        try:
            for text, words in zip(self.texts, self.words, strict=True):
                body = request(self.path, session, phone(FIRST_PHONE), text).partition(b"\r\n\r\n")[2]
                form = {"Content-Type": "application/x-www-form-urlencoded"}
                connection.request("POST", self.path, body, form)
                replies.append(_checked(text, words, connection.getresponse()))
        finally:
            connection.close()
        return Walk(self.path, self.texts, [(reply,) for reply in replies])


def contenders() -> list[Contender]:
    """The gateway first; then (a), which the others are compared with, and (b)."""
    inputs = bare_screens.INPUTS
    bare_words = ["4 Demander", "Choisissez", "Delai", "Pieces a fournir"]
    return [
        Contender("Guichet", GATEWAY, GATEWAY_PATH, *_menu()),
        Contender(
            "(a) bare Flask",
            "bench.bare_flask:create",
            BARE_PATH,
            _accumulated(inputs),
            bare_words,
        ),
        Contender("(b) bare WSGI", "bench.bare_wsgi:create", BARE_PATH, _accumulated(inputs), bare_words),
    ]


def _menu() -> tuple[list[str], list[str]]:
    """Dial, ask for a service, the first of the list, the papers to bring for it."""
    catalogue = load()
    service = catalogue.of_country(COUNTRY)[0]
    title, papers = service.title.of(LANGUAGE), choices(service).index("papers") + 1
    words = [
        catalogue.text("menu.services", LANGUAGE),
        title,
        f"{service.number} {title}",
        service.requirements[0].of(LANGUAGE),
    ]
    return _accumulated(["", "4", "1", str(papers)]), words


def _accumulated(inputs: Sequence[str]) -> list[str]:
    return ["*".join(inputs[1 : count + 1]) for count in range(len(inputs))]


def _checked(text: str, words: str, response: http.client.HTTPResponse) -> bytes:
    body = response.read()
    shown = " ".join(body.decode().split())
    # A screen may end inside a long sentence: its first words are enough to know it.
    awaited = " ".join(fold(words).text.split()[:4])
    if response.status != 200 or not body.startswith((b"CON ", b"END ")) or awaited not in shown:
        raise Unexpected(f"the reply to {text!r} is {response.status} {shown!r}, without {awaited!r}")
    return body
