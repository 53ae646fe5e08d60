"""Two persons change what became of a document; or evidence does, that leaves nothing to decide.

The paper itself does not change: what changes is the next list, which `publishing` makes.
"""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from kernel import audit, outbox
from kernel.crypto import Keyring
from kernel.ids import ReferenceRefused, parse_reference
from kernel.states import move
from verification.registry.errors import RegistryRefused, SamePerson
from verification.registry.published_tables import STATUS_RANGE
from verification.registry.states import ACTS, DOCUMENT
from verification.registry.tables import (
    DOCUMENT_EVENT,
    DOCUMENT_PROPOSAL,
    LONGEST_REASON,
    SEALED_DOCUMENT,
)

LANE = "documents"
STATUS = "document.status"
# What proposes by itself is nobody: any person may decide.
AUTOMATE = "automate"
_NAMELESS = frozenset({AUTOMATE, "cli"})


def propose(
    connection: Connection, keyring: Keyring, number: str, act: str, reason: str, by: str, at: datetime
) -> str:
    """Ask for ``act`` (suspend, restore, revoke, replace) on a document; the proposal's id. Changes nothing yet.

    The same open wish again: the first id. Raises RegistryRefused (number, act, state, pending, reason).
    """
    del keyring
    if act not in ACTS:
        raise RegistryRefused("act")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise RegistryRefused("reason")
    document = _hold(connection, number)
    if not DOCUMENT.allows(document.state, ACTS[act]):
        raise RegistryRefused("state")
    known = connection.execute(
        select(DOCUMENT_PROPOSAL).where(
            DOCUMENT_PROPOSAL.c.document_id == document.id, DOCUMENT_PROPOSAL.c.decided_at.is_(None)
        )
    ).one_or_none()
    if known is not None:
        if (known.act, known.proposed_by) != (act, by):
            raise RegistryRefused("pending")
        return str(known.id)
    proposal = str(uuid.uuid4())
    connection.execute(
        insert(DOCUMENT_PROPOSAL).values(
            id=proposal, document_id=document.id, act=act, reason=reason, proposed_by=by, proposed_at=at
        )
    )
    audit.append(connection, _actor(by), f"document.propose_{act}", document.id, {"proposal": proposal})
    return proposal


def decide(
    connection: Connection, keyring: Keyring, proposal: str, by: str, at: datetime, *, approve: bool
) -> str:
    """Grant or refuse, by another person; the document's state after. Publishes "document.status" when it changed.

    The caller has seen a fresh TOTP of ``by``. Raises SamePerson, RegistryRefused (proposal, state).
    """
    del keyring
    found = connection.execute(
        select(DOCUMENT_PROPOSAL.c.document_id, SEALED_DOCUMENT.c.number)
        .join(SEALED_DOCUMENT, SEALED_DOCUMENT.c.id == DOCUMENT_PROPOSAL.c.document_id)
        .where(DOCUMENT_PROPOSAL.c.id == _uuid(proposal))
    ).one_or_none()
    if found is None:
        raise RegistryRefused("proposal")
    document = _hold(connection, found.number)
    wish = connection.execute(select(DOCUMENT_PROPOSAL).where(DOCUMENT_PROPOSAL.c.id == proposal)).one()
    if wish.decided_at is not None:
        raise RegistryRefused("proposal")
    if wish.proposed_by.casefold() == by.casefold():
        raise SamePerson("whoever proposed does not decide")
    if approve and not DOCUMENT.allows(document.state, ACTS[wish.act]):
        raise RegistryRefused("state")
    connection.execute(
        update(DOCUMENT_PROPOSAL)
        .where(DOCUMENT_PROPOSAL.c.id == proposal)
        .values(decided_by=by, decided_at=at, approved=approve)
    )
    state = document.state
    if approve:
        state = _change(connection, document, wish.act, at, _actor(by), proposal_id=proposal)
    said = {"proposal": proposal, "approved": approve, "state": state}
    audit.append(connection, _actor(by), f"document.decide_{wish.act}", document.id, said)
    return str(state)


def by_evidence(connection: Connection, cause: str, act: str, evidence: str, at: datetime) -> bool:
    """What needs nobody's decision: the operator took the money back, so the paper of ``cause`` falls (fault row 31).

    ``evidence`` names it ("reversal:<receipt>"). False when there is no such document or it is in that state or a
    final one already. An open proposal of persons stays for them to close.
    """
    number = connection.execute(
        select(SEALED_DOCUMENT.c.number).where(SEALED_DOCUMENT.c.cause == cause)
    ).scalar()
    if number is None:
        return False
    document = _hold(connection, number)
    if not DOCUMENT.allows(document.state, ACTS[act]):
        return False
    _change(connection, document, act, at, AUTOMATE, evidence=evidence)
    audit.append(connection, AUTOMATE, f"document.{act}", document.id, {"evidence": evidence})
    return True


def _change(
    connection: Connection,
    document: Row[*tuple[Any, ...]],
    act: str,
    at: datetime,
    actor: str,
    **because: str,
) -> str:
    state = ACTS[act]
    move(connection, SEALED_DOCUMENT, document.id, DOCUMENT, document.state, state)
    connection.execute(
        insert(DOCUMENT_EVENT).values(
            document_id=document.id, at=at, act=act, state=state, actor=actor, **because
        )
    )
    # The row is locked until the commit, and a list that is being made locks it too: it sees this change or comes
    # after it.
    connection.execute(
        update(STATUS_RANGE)
        .where(STATUS_RANGE.c.kid == document.kid)
        .values(changes=STATUS_RANGE.c.changes + 1)
    )
    outbox.publish(connection, STATUS, document.id, lane=LANE)
    return state


def _hold(connection: Connection, number: str) -> Row[*tuple[Any, ...]]:
    try:
        digits = parse_reference(number)
    except ReferenceRefused:
        raise RegistryRefused("number") from None
    row: Row[*tuple[Any, ...]] | None = connection.execute(
        select(SEALED_DOCUMENT.c.id, SEALED_DOCUMENT.c.state, SEALED_DOCUMENT.c.kid)
        .where(SEALED_DOCUMENT.c.number == digits)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise RegistryRefused("number")
    return row


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise RegistryRefused("proposal") from None


def _actor(name: str) -> str:
    return name if name in _NAMELESS else f"staff:{name}"
