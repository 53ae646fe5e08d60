"""The phone's newest session as Redis remembers it for 10 minutes, whichever channel it was on. Never in the way.

A USSD session that dropped is found by SMS, and what was done by SMS is found by the next dial: no answer is offered
twice and no request is filed twice. Without Redis there is nothing to go on with, and nothing else changes.
"""

from contextlib import suppress

import structlog

from kernel.session_store import SessionStore, StoreUnavailable, Verdict
from kernel.turn import Turn

log = structlog.get_logger(__name__)
NO_REPLY = b"-sms\n"


class Dropped:
    """Reads and replaces the phone's newest session. Each call is two round trips at most."""

    def __init__(self, store: SessionStore) -> None:
        self._store = store

    def state(self, turn: Turn) -> bytes | None:
        """The state of the newest session, None when there is none in 10 minutes."""
        try:
            ticket = self._store.open(turn)
        except StoreUnavailable:
            log.warning("dropped_session_unknown", dialect=turn.dialect)
            return None
        if ticket.verdict is Verdict.FRESH:
            with suppress(StoreUnavailable):
                self._store.release(turn, ticket)
        return ticket.previous

    def replace(self, turn: Turn, state: bytes) -> None:
        """``state`` is the newest now."""
        with suppress(StoreUnavailable):
            ticket = self._store.open(turn)
            if ticket.verdict in (Verdict.FRESH, Verdict.KNOWN):
                self._store.close(turn, ticket, state=state, reply=NO_REPLY, ended=False)
