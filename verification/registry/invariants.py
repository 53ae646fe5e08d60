"""What must be true of the register at any moment: the questions that `guichet check` puts. Mends nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, text

from kernel import clock
from kernel.crypto import Keyring
from verification import status_list, token
from verification.incomplete import Incomplete
from verification.registry import copies, seals
from verification.registry.states import STATUSES

SHOWN_MAX = 20
# A change is published within seconds: ten minutes mean that no worker of the lane runs, or that the key is away.
LATE = timedelta(minutes=10)
# Tokens opened in one run, the newest ones: 0.1 ms each.
OPENED_MAX = 1000


@dataclass(frozen=True)
class Invariant:
    """``broken`` returns what breaks it, at most 20 ids. ``warning``: a person looks, nothing is wrong in the books."""

    name: str
    broken: Callable[[Connection, Keyring], list[str]]
    warning: bool = False


def _query(sql: str) -> Callable[[Connection, Keyring], list[str]]:
    def broken(connection: Connection, _: Keyring) -> list[str]:
        words = {"limit": SHOWN_MAX, "late": clock.now() - LATE}
        return [
            str(row) for row in connection.execute(text(f"{sql} ORDER BY 1 LIMIT :limit"), words).scalars()
        ]

    return broken


def _tokens(connection: Connection, keyring: Keyring) -> list[str]:
    rows = connection.execute(
        text(
            "SELECT id, number, kid, status_index, token_sealed FROM sealed_document "
            "ORDER BY issued_at DESC LIMIT :most"
        ),
        {"most": OPENED_MAX},
    )
    found = []
    for row in rows:
        try:
            parsed = token.read(seals.unseal(keyring, "token", str(row.id), row.token_sealed))
        except (ValueError, LookupError, Incomplete):
            found.append(row.number)
            continue
        document = parsed.document
        if document is None or (document.serial, parsed.kid, document.index) != (
            row.number, bytes(row.kid), row.status_index
        ):  # fmt: skip
            found.append(row.number)
    return sorted(found)[:SHOWN_MAX]


def _unpublished(connection: Connection, _: Keyring) -> list[str]:
    """Of the newest list of each key: what it says otherwise than the register did when it was made."""
    found: list[str] = []
    for kid in connection.execute(text("SELECT kid FROM status_range ORDER BY kid")).scalars():
        body = copies.newest(connection, bytes(kid))
        if body is None:
            continue
        statuses = status_list.take_apart(body)[1]
        rows = connection.execute(
            text(
                "SELECT d.number, d.status_index, d.state FROM sealed_document d WHERE d.kid = :kid "
                "AND d.state <> 'valid' AND NOT EXISTS (SELECT FROM document_event e WHERE e.document_id = d.id "
                "AND e.act <> 'issue' AND e.at > :made)"
            ),
            {"kid": kid, "made": statuses.iat},
        )
        found += [row.number for row in rows if statuses.get(row.status_index) is not STATUSES[row.state]]
    return sorted(found)[:SHOWN_MAX]


INVARIANTS: tuple[Invariant, ...] = (
    Invariant("each document has its token, of its own number and place", _tokens),
    Invariant("what is not valid is so in the newest list of its key", _unpublished),
    Invariant(
        "no place of a list has two documents",
        _query("SELECT min(number) FROM sealed_document GROUP BY kid, status_index HAVING count(*) > 1"),
    ),
    Invariant(
        "every place lies within the range of its key",
        _query(
            "SELECT d.number FROM sealed_document d LEFT JOIN status_range r ON r.kid = d.kid "
            "WHERE d.status_index >= coalesce(r.size, 0)"
        ),
    ),
    Invariant(
        "every decision is another person's than the proposal",
        _query("SELECT id FROM document_proposal WHERE lower(decided_by) = lower(proposed_by)"),
    ),
    Invariant(
        "a document is what its story says it is",
        _query(
            "SELECT d.number FROM sealed_document d LEFT JOIN LATERAL (SELECT e.state FROM document_event e "
            "WHERE e.document_id = d.id ORDER BY e.id DESC LIMIT 1) last ON true "
            "WHERE d.state IS DISTINCT FROM last.state"
        ),
    ),
    Invariant(
        "every change rests on a granted proposal of this document, or on evidence",
        _query(
            "SELECT e.id FROM document_event e LEFT JOIN document_proposal p ON p.id = e.proposal_id "
            "WHERE e.act <> 'issue' AND e.evidence IS NULL "
            "AND (p.approved IS NOT TRUE OR p.document_id <> e.document_id OR p.act <> e.act)"
        ),
    ),
    Invariant(
        "a successor names what it replaces, and is named by it",
        _query(
            "SELECT old.number FROM sealed_document old FULL JOIN sealed_document new "
            "ON new.replaces = old.number WHERE (old.replaced_by IS NOT NULL OR new.replaces IS NOT NULL) "
            "AND old.replaced_by IS DISTINCT FROM new.number"
        ),
    ),
    Invariant(
        "no change waits for its list",
        _query(
            "SELECT encode(r.kid, 'hex') FROM status_range r JOIN LATERAL (SELECT c.changes, c.created_at "
            "FROM register_copy c WHERE c.kind = 'list' AND c.kid = r.kid ORDER BY c.number DESC LIMIT 1) c "
            "ON c.changes <> r.changes WHERE EXISTS (SELECT FROM document_event e "
            "JOIN sealed_document d ON d.id = e.document_id "
            "WHERE d.kid = r.kid AND e.act <> 'issue' AND e.at >= c.created_at AND e.at < :late)"
        ),
        warning=True,
    ),
)
