"""What a person of the administration may do to a case, and that only what they saw is decided. Not who may.

An administration with a system of its own decides there: our case follows its reports, or the two would differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from cases import lifecycle, seals
from cases.announcing import NOTE_SEPTETS_MAX
from cases.tables import CASE_EVENT, CASE_FILE
from kernel import gsm
from kernel.crypto import Keyring

# While the request is with the administration's system, or on its way there.
WITH_SYSTEM = ("to_send", "sending", "sent", "unknown")


@dataclass(frozen=True, slots=True)
class Act:
    """One button. ``to`` is the state it brings; ``words``: the citizen must be told something by the officer.

    ``from_`` narrows the edges that the machine has: () leaves them as they are.
    """

    to: str
    words: bool = False
    from_: tuple[str, ...] = ()


ACTS: Mapping[str, Act] = {
    # Never out of a_payer: a person does not say that a citizen has paid.
    "examine": Act("en_verification", from_=("deposee", "complement")),
    "complement": Act("complement", words=True),
    "schedule": Act("rdv", words=True),
    "sign": Act("en_signature"),
    "ready": Act("disponible"),
    "reject": Act("rejetee", words=True),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """``seen``: the id of the newest event when the officer looked. ``words`` is read by the citizen."""

    act: str
    seen: int
    words: str = field(default="", repr=False)


class Newest(NamedTuple):
    """An event by its id, its time and who brought it."""

    id: int
    at: datetime
    source: str


class DecisionRefused(Exception):
    """Nothing was changed. ``reason_code``: words, long, act, system."""

    retry = False

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


class Overtaken(Exception):
    """Somebody or something moved the case meanwhile; nothing was changed. The newest event says what."""

    retry = False

    def __init__(self, state: str, at: datetime, source: str) -> None:
        super().__init__(state)
        self.state, self.at, self.source = state, at, source


def in_system(connector: str | None, submission: str) -> bool:
    """Whether the administration's own system decides: it has no file that is "refused" or carried "by_hand"."""
    return connector is not None and submission in WITH_SYSTEM


def offered(state: str, connector: str | None, submission: str) -> tuple[str, ...]:
    """The acts that are possible now, in the order of ACTS."""
    if in_system(connector, submission):
        return ()
    possible = tuple(name for name, act in ACTS.items() if _allowed(state, act))
    # Refused by a system: it is put right and sent again, or ends here. A second decider would be one too many.
    return (
        tuple(name for name in possible if name == "reject") if _refused(connector, submission) else possible
    )


def check(decision: Decision) -> str:
    """The words as they will be told. Raises DecisionRefused for none where some are due, and for too many."""
    act = ACTS.get(decision.act)
    if act is None:
        raise DecisionRefused("act")
    words = " ".join(decision.words.split()) if act.words else ""
    if act.words and not words:
        raise DecisionRefused("words")
    # Cut words would be the citizen's problem: the officer is asked for fewer.
    if gsm.septets(words) > NOTE_SEPTETS_MAX:
        raise DecisionRefused("long")
    return words


def decide(
    connection: Connection, keyring: Keyring, case_id: str, decision: Decision, source: str, connector: str | None
) -> str:  # fmt: skip
    """Take the edge and return the state left; the citizen is told by the news that ``lifecycle`` publishes.

    ``source`` is who ("staff:12"). Compare-and-set. Raises Overtaken, DecisionRefused, LookupError.
    """
    words = check(decision)
    state = lifecycle.hold(connection, case_id)
    newest = newest_event(connection, case_id)
    if newest.id != decision.seen:
        raise Overtaken(state, newest.at, newest.source)
    submission = connection.execute(
        select(CASE_FILE.c.submission).where(CASE_FILE.c.id == case_id)
    ).scalar_one()
    if in_system(connector, submission):
        raise DecisionRefused("system")
    if decision.act not in offered(state, connector, submission):
        raise DecisionRefused("act")
    note = seals.seal_note(keyring, case_id, words) if words else None
    if not lifecycle.advance(connection, case_id, ACTS[decision.act].to, source, note):
        raise Overtaken(state, newest.at, newest.source)
    return state


def newest_event(connection: Connection, case_id: str) -> Newest:
    """The last thing that happened to the case. Raises NoResultFound for a case that is not there."""
    query = select(CASE_EVENT.c.id, CASE_EVENT.c.at, CASE_EVENT.c.source)
    row = connection.execute(
        query.where(CASE_EVENT.c.case_id == case_id).order_by(CASE_EVENT.c.id.desc()).limit(1)
    ).one()
    return Newest(row.id, row.at, row.source)


def _allowed(state: str, act: Act) -> bool:
    return lifecycle.MACHINE.allows(state, act.to) and (not act.from_ or state in act.from_)


def _refused(connector: str | None, submission: str) -> bool:
    return connector is not None and submission == "refused"
