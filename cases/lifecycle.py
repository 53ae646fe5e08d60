"""The whole story of a case: its states, the edges between them, and how one is taken. Not who asks for it.

Every move is an event row (append-only) and a news row in the outbox, in the caller's transaction.
"""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from cases import filing
from cases.tables import CASE_EVENT, CASE_FILE
from kernel import clock, outbox
from kernel.states import Machine, move

MACHINE = Machine(
    "case",
    {
        "deposee": ("a_payer", "en_verification", "rejetee", "expiree", "annulee"),
        "a_payer": ("en_verification", "rejetee", "expiree", "annulee"),
        "en_verification": (
            "complement", "rdv", "en_signature", "disponible", "rejetee", "expiree", "annulee",
        ),
        "complement": ("en_verification", "rejetee", "expiree", "annulee"),
        "rdv": ("en_signature", "rejetee", "expiree", "annulee"),
        "en_signature": ("disponible", "rejetee", "expiree", "annulee"),
        "disponible": ("retiree",),
        "rejetee": ("remboursee",),
        "expiree": ("remboursee",),
        "annulee": ("remboursee",),
    },
)  # fmt: skip
# The states from which a case may still end badly: somebody works on it, and its administration is asked.
OPEN = tuple(state for state in MACHINE.edges if MACHINE.allows(state, "annulee"))
# What an administration may have passed through between two reports, so that nobody saw it.
UNSEEN = ("en_verification", "en_signature")
# The events whose sentence the citizen was told; an ignored or a refused one is for staff.
TOLD = ("deposited", "moved", "noted")


def route(from_: str, to: str) -> tuple[str, ...]:
    """The states to take from ``from_`` to a reported ``to``, () when there is no way.

    Never out of a_payer but to a refusal: an administration does not say that a citizen has paid.
    """
    if from_ == "a_payer" and to in (*OPEN, "disponible"):
        return ()
    if MACHINE.allows(from_, to):
        return (to,)
    between = (state for state in UNSEEN if MACHINE.allows(from_, state) and MACHINE.allows(state, to))
    return next(((state, to) for state in between), ())


def hold(connection: Connection, case_id: str) -> str:
    """The state of the case, which nobody else moves until this transaction ends. Raises LookupError."""
    # Events point at the case by a foreign key: FOR NO KEY UPDATE lets them be written beside.
    state: str | None = connection.execute(
        select(CASE_FILE.c.state).where(CASE_FILE.c.id == case_id).with_for_update(key_share=True)
    ).scalar()
    if state is None:
        raise LookupError("no such case")
    return state


def advance(
    connection: Connection,
    case_id: str,
    to_state: str,
    source: str,
    note: bytes | None = None,
    at: datetime | None = None,
    *,
    external_event_id: str | None = None,
    announce: bool = True,
) -> bool:
    """Take one edge; False when the case is there already, was told so before, or has no such edge (ignored).

    ``source`` is who says so ("citizen", "apex", "payment", "staff:12"), ``note`` a sentence for the citizen
    sealed by ``seals.seal_note``. Publishes "case.moved", subject the case id, payload {"event": event id}.
    """
    at = at or clock.now()
    current = hold(connection, case_id)
    if current == to_state or heard(connection, source, external_event_id):
        return False
    if not MACHINE.allows(current, to_state):
        record(connection, case_id, "ignored", current, current, source, at,
               told=to_state, note_sealed=note, external_event_id=external_event_id)  # fmt: skip
        return False
    if not move(
        connection, CASE_FILE, case_id, MACHINE, current, to_state, state_since=at, **_after(to_state)
    ):
        return False
    event_id = record(connection, case_id, "moved", current, to_state, source, at,
                      note_sealed=note, external_event_id=external_event_id)  # fmt: skip
    if current == "a_payer" and to_state == "en_verification":
        filing.ask(connection, case_id)
    if announce:
        tell(connection, case_id, event_id)
    return True


def record(
    connection: Connection,
    case_id: str,
    kind: str,
    from_state: str | None,
    to_state: str,
    source: str,
    at: datetime,
    **details: object,
) -> int:
    """Write one event and return its id. ``details``: told, note_sealed, external_event_id."""
    event_id: int = connection.execute(
        insert(CASE_EVENT)
        .values(
            case_id=case_id,
            kind=kind,
            from_state=from_state,
            to_state=to_state,
            source=source,
            at=at,
            **details,
        )
        .returning(CASE_EVENT.c.id)
    ).scalar_one()
    return event_id


def tell(connection: Connection, case_id: str, event_id: int) -> None:
    """The news for the citizen."""
    outbox.publish(connection, "case.moved", case_id, payload={"event": event_id})


def heard(connection: Connection, source: str, external_event_id: str | None) -> bool:
    """Whether this event of ``source`` is in the story already."""
    if external_event_id is None:
        return False
    known = select(CASE_EVENT.c.id).where(
        CASE_EVENT.c.source == source, CASE_EVENT.c.external_event_id == external_event_id
    )
    return connection.execute(known).first() is not None


def _after(to_state: str) -> dict[str, object]:
    # A case that has ended is no longer asked about.
    return {} if to_state in OPEN else {"poll_due_at": None}
