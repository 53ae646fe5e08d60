"""What readers without a network are told of a paper: the newest list of its key, and how long they keep it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from verification import status_list, token
from verification.registry import copies
from verification.registry.papers import Paper
from verification.registry.states import STATUSES

HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Offline:
    """``agrees``: the list says what the register says. Readers renew it within ``hours``."""

    number: int
    at: datetime
    hours: int
    agrees: bool


def offline(connection: Connection, paper: Paper) -> Offline | None:
    """None before the first list of its key."""
    body, document = copies.newest(connection, paper.kid), token.read(paper.token).document
    if body is None or document is None:
        return None
    _, found = status_list.take_apart(body)
    said = found.get(document.index)
    return Offline(found.number, found.iat, found.ttl // HOUR_S, said is STATUSES[paper.state])
