"""Asking for a duplicata: whether there may be one more, and which number it bears. It draws nothing: `copies` does."""

from dataclasses import dataclass

from sqlalchemy import Connection

from admin.papers import story
from gateway.seals import Seals
from kernel import audit, outbox
from payments import quittances
from verification.doc_type import CopyKind
from verification.registry import papers
from verification.registry.errors import RegistryRefused
from verification.registry.papers import Paper

LANE = "documents"
TOPIC = "document.duplicata"
# A holder loses a paper twice in its life; whoever needs more is asked why.
DUPLICATA_MAX = 9


class NumberTaken(Exception):
    """Another copy, by SMS perhaps, took the number while this one was drawn: draw it anew with the next."""

    retry = True


@dataclass(frozen=True, slots=True)
class Reprint:
    """``nth`` counts papers alone, so that asking twice at once prints one; ``ordinal`` is what it bears. Both from 1.

    They differ for a quittance, whose copies by SMS take numbers too. ``cause`` has one document ever.
    """

    original: Paper
    nth: int
    ordinal: int

    @property
    def cause(self) -> str:
        return f"{self.original.cause}{story.MARK}{self.ordinal}"


def next_of(connection: Connection, seals: Seals, number: str) -> Reprint:
    """The one after those there are, `bounded` or not. Raises RegistryRefused (number, state)."""
    original = papers.find(connection, seals.keyring, seals.code_key, number)
    if original is None:
        raise RegistryRefused("number")
    # What a paper says may have been erased: it has no copy any more.
    if original.state != "valid" or original.copy_kind != CopyKind.ORIGINAL or not original.shown:
        raise RegistryRefused("state")
    # The counter first: a paper entered between the two reads has moved it, so that `take` refuses this one.
    given = _given(connection, seals, original)
    printed = len(story.copies(connection, original))
    return Reprint(original, printed + 1, (printed if given is None else given) + 1)


def bounded(wanted: Reprint) -> Reprint:
    """Raises RegistryRefused ("copies") for one paper too many."""
    if wanted.nth > DUPLICATA_MAX:
        raise RegistryRefused("copies")
    return wanted


def ask(connection: Connection, seals: Seals, number: str, by: str) -> int:
    """Have it made by the lane's worker, which has the keys; which paper it is. Raises RegistryRefused.

    The number that it bears is given in the transaction that makes it, never before.
    """
    wanted = bounded(next_of(connection, seals, number))
    payload = {"ordinal": wanted.nth, "by": by}
    outbox.publish(connection, TOPIC, wanted.original.number, lane=LANE, payload=payload)
    audit.append(
        connection, f"staff:{by}", "document.duplicata_asked", wanted.original.id, {"ordinal": wanted.nth}
    )
    return wanted.nth


def take(connection: Connection, wanted: Reprint) -> None:
    """Count it, in the transaction that enters it. Raises NumberTaken, RegistryRefused ("state")."""
    quittance = story.quittance_of(wanted.original)
    if quittance is None:
        return  # its cause is unique, and nothing but papers counts there
    try:
        taken = quittances.duplicata(connection, quittance)
    except LookupError:
        raise RegistryRefused("state") from None
    if taken != wanted.ordinal:
        raise NumberTaken


def _given(connection: Connection, seals: Seals, original: Paper) -> int | None:
    """How many copies of its quittance there are, by any channel; None for another kind of paper."""
    number = story.quittance_of(original)
    if number is None:
        return None
    quittance = quittances.find(connection, seals.keyring, number)
    if quittance is None or quittance.voided_at is not None:
        raise RegistryRefused("state")
    return quittance.duplicata
