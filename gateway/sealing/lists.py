"""Revocation lists and registers of issued seals, published when something changed and before they grow old."""

from datetime import datetime

import structlog
from sqlalchemy import Connection, text

from gateway.seals import AWAY, Seals
from kernel import clock, outbox
from kernel.outbox import Event, Later
from verification.registry import publishing
from verification.registry.request import Issued
from verification.registry.tables import SEALED_DOCUMENT
from verification.token import read

LANE = "documents"
LIST, FILTER = "list", "filter"
NO_KEY_S = 60
# What is asked for and not done yet: while a key is away, one row waits, not one a sweep.
_WAITING = text(
    "SELECT subject, payload ->> 'kind' AS kind FROM outbox "
    "WHERE lane = 'documents' AND topic = 'document.registers' AND done_at IS NULL AND parked_at IS NULL"
)

log = structlog.get_logger(__name__)


class Lists:
    """Each handler may run twice: what is not due is not made again."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals

    def changed(self, event: Event) -> None:
        """``document.status``: a document was revoked, suspended, restored or replaced: readers learn it now."""
        with self._seals.database.transaction() as connection:
            row = SEALED_DOCUMENT.select().where(SEALED_DOCUMENT.c.id == event.subject)
            found = connection.execute(row).one_or_none()
        if found is not None:
            self._publish(bytes(found.kid), LIST)

    def renew(self, event: Event) -> None:
        """``document.registers``: the list, or the register of issued seals, of the key ``event.subject``."""
        self._publish(bytes.fromhex(event.subject), str(event.payload.get("kind", LIST)))

    def first(self, connection: Connection, issued: Issued) -> None:
        """A key's first document: its list is there with it, so that no reader says "no list"."""
        kid = read(issued.token).kid
        if publishing.newest(connection, kid) is None:
            self._list(connection, kid, clock.now())

    def _publish(self, kid: bytes, kind: str) -> None:
        seals, at = self._seals, clock.now()
        try:
            with seals.database.transaction() as connection:
                signer = seals.registers_of(connection, kid, at)
                due = publishing.due_filters if kind == FILTER else publishing.due
                if kid not in due(connection, at):
                    return
                if kind == LIST:
                    self._list(connection, kid, at)
        except AWAY as missing:
            log.warning("register_waits_for_key", kid=kid.hex(), kind=kind, error=str(missing))
            raise Later(NO_KEY_S) from missing
        if kind == FILTER:
            publishing.publish_filter(seals.database, seals.keyring, kid, signer, at)
        log.info("register_published", kid=kid.hex(), kind=kind)

    def _list(self, connection: Connection, kid: bytes, at: datetime) -> None:
        seals = self._seals
        uri = seals.trusted(connection, kid).list_uri
        publishing.publish(
            connection, seals.keyring, kid, seals.registers_of(connection, kid, at), at, uri=uri
        )


def sweep(connection: Connection, at: datetime) -> int:
    """Ask the lane's worker for every list and filter that is due; how many. For a tick: it needs no key itself."""
    wanted = [(kid, LIST) for kid in publishing.due(connection, at)]
    wanted += [(kid, FILTER) for kid in publishing.due_filters(connection, at)]
    waiting = {(row.subject, row.kind) for row in connection.execute(_WAITING)}
    asked = [(kid.hex(), kind) for kid, kind in wanted if (kid.hex(), kind) not in waiting]
    for subject, kind in asked:
        outbox.publish(connection, "document.registers", subject, lane=LANE, payload={"kind": kind})
    return len(asked)
