"""Conversation: one turn in, one screen out, exactly once. What channels are handed as ``converse``.

open -> replay | refuse | step (under the fuse when it touches PostgreSQL) -> close. It never raises: whatever
happens, the citizen reads a sentence and the claim on the session is given back.
"""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

import structlog

from catalogue.catalogue import Catalogue
from catalogue.text import DEFAULT_LANGUAGE
from conversation import replies
from conversation.closed_documents import ClosedDocuments
from conversation.context import Context
from conversation.door import COUNTRIES, Door
from conversation.fuse import Blown, Fuse
from conversation.ports import CasePort, DocumentPort, EffectPort, LanguagePort, MoneyPort
from conversation.steps import Done, Steps
from conversation.transcript import is_answered_by
from kernel import clock
from kernel.database import DatabaseUnavailable
from kernel.gsm import shorten
from kernel.phone import country_of
from kernel.session_store import SessionStore, StoreUnavailable, Ticket, Verdict
from kernel.turn import Kind, Screen, TextMode, Turn

# Operators hang up from 5 s on (Restcomm) and Africa's Talking at 10 s: 4 s leave time for the way back.
FUSE_S = 4.0
# Without Redis nobody should wait for a polite end (fault row 8).
WITHOUT_STORE_S = 2.0
# Greeting in French beats keeping a first dial waiting for the language it was set to.
LANGUAGE_S = 1.0

log = structlog.get_logger(__name__)


class _Arrival(NamedTuple):
    turn: Turn
    at: float
    context: Context

    def by(self, seconds: float) -> float:
        return self.at + seconds


class Conversation:
    """Thread-safe. ``service_codes`` gives each code's country; phones of ``countries`` may call."""

    def __init__(
        self,
        catalogue: Catalogue,
        store: SessionStore,
        cases: CasePort,
        languages: LanguagePort,
        effects: EffectPort,
        *,
        money: MoneyPort,
        service_codes: Mapping[str, str],
        countries: frozenset[str] = COUNTRIES,
        documents: DocumentPort | None = None,
        fuse_s: float = FUSE_S,
    ) -> None:
        self._catalogue, self._store = catalogue, store
        self._cases, self._languages, self._effects, self._money = cases, languages, effects, money
        self._documents = documents or ClosedDocuments()
        self._door = Door(service_codes, countries)
        self._fuse_s = fuse_s
        self._fuse = Fuse()
        self._steps = Steps(effects, self._fuse)

    def converse(self, turn: Turn) -> Screen:
        """The reply to ``turn``. Never raises; a repeated turn gets the same bytes and runs nothing twice."""
        arrival = _Arrival(turn, clock.monotonic(), self._context(turn))
        try:
            refusal = self._door.refusal(turn)
            return self._refused(arrival, refusal) if refusal else self._admitted(arrival)
        except StoreUnavailable:
            return self._without_store(arrival)
        except (DatabaseUnavailable, Blown) as error:
            log.warning("turn_without_database", error=type(error).__name__, dialect=turn.dialect)
            return self._ending(arrival, "busy")
        except Exception as error:  # noqa: BLE001 - the citizen gets a sentence, the log a type and an id
            error_id = secrets.token_hex(4)
            # Not log.exception: a traceback may quote what was typed.
            log.error(  # noqa: TRY400
                "turn_failed", error=type(error).__name__, error_id=error_id, dialect=turn.dialect
            )
            return self._ending(arrival, "trouble", id=error_id)

    def close(self) -> None:
        """Let late work finish: for a clean shutdown."""
        self._fuse.close()

    def _admitted(self, arrival: _Arrival) -> Screen:
        ticket = self._store.open(arrival.turn)
        if ticket.reply is not None:
            return replies.unpack(ticket.reply)
        if ticket.verdict not in (Verdict.FRESH, Verdict.KNOWN):
            return self._refused(arrival, ticket.verdict.name.lower())
        try:
            done = self._stepped(arrival, ticket)
        except BaseException:
            with suppress(StoreUnavailable):
                self._store.release(arrival.turn, ticket)
            raise
        return self._closed(arrival, ticket, done)

    def _stepped(self, arrival: _Arrival, ticket: Ticket) -> Done:
        turn, context, deadline = arrival.turn, arrival.context, arrival.by(self._fuse_s)
        if ticket.state is not None:
            return self._steps.further(turn, ticket.state, context, deadline)
        if turn.kind is Kind.CONTINUE:
            recalled = self._fuse.run(lambda: self._effects.recall(turn), deadline)
            if recalled is not None and is_answered_by(turn, recalled.transcript):
                return self._steps.again(recalled.state, recalled.reply)
            if turn.mode is TextMode.LAST:
                return self._steps.lost(turn, context)
            if recalled is not None:
                return self._steps.further(turn, recalled.state, context, deadline)
            log.info("session_replayed", dialect=turn.dialect)
        language, known = self._language(arrival, ticket)
        return self._steps.first(turn, language, known, ticket.previous, context, deadline)

    def _closed(self, arrival: _Arrival, ticket: Ticket, done: Done) -> Screen:
        try:
            kept = self._store.close(
                arrival.turn, ticket,
                state=done.state, reply=done.reply, ended=done.ended, language=done.language, ring=done.ring,
            )  # fmt: skip
        except StoreUnavailable:
            if not done.committed:
                raise
            log.warning("reply_not_stored", dialect=arrival.turn.dialect)
        else:
            if not kept:
                log.warning("claim_lapsed", dialect=arrival.turn.dialect)
        return replies.unpack(done.reply)

    def _language(self, arrival: _Arrival, ticket: Ticket) -> tuple[str, bool]:
        """The language to greet in, and whether it is sure enough to be remembered."""
        spoken = self._catalogue.languages
        if ticket.language in spoken:
            return str(ticket.language), False
        hinted = arrival.turn.language if arrival.turn.language in spoken else DEFAULT_LANGUAGE
        try:
            phone = arrival.turn.phone
            chosen = self._fuse.run(lambda: self._languages.language(phone), arrival.by(LANGUAGE_S))
        except (Blown, DatabaseUnavailable) as error:
            log.warning("language_unknown", error=type(error).__name__)
            return hinted, False
        return (chosen, True) if chosen in spoken else (hinted, True)

    def _without_store(self, arrival: _Arrival) -> Screen:
        """Redis is away: a reply that was committed for exactly this turn, else a polite end."""
        turn = arrival.turn
        log.warning("turn_without_redis", dialect=turn.dialect)
        if turn.text:
            with suppress(Exception):
                recalled = self._fuse.run(lambda: self._effects.recall(turn), arrival.by(WITHOUT_STORE_S))
                if recalled is not None and is_answered_by(turn, recalled.transcript):
                    return replies.unpack(recalled.reply)
        return self._ending(arrival, "busy")

    def _refused(self, arrival: _Arrival, key: str) -> Screen:
        # The operator's own end of session is no refusal, and common: it is not worth a line.
        if key != "closed":
            log.warning("turn_refused", reason=key, dialect=arrival.turn.dialect)
        return self._ending(arrival, key)

    def _ending(self, arrival: _Arrival, key: str, **values: str) -> Screen:
        context = arrival.context
        text = context.say(arrival.turn.language, f"end.{key}", dial=context.service_code, **values)
        return Screen(shorten(text, context.budget), False, f"end.{key}")

    def _context(self, turn: Turn) -> Context:
        # A code shared by two countries has none of its own: each phone then reads the services of its country.
        country = self._door.service_codes.get(turn.service_code) or country_of(turn.phone)
        return Context(
            self._catalogue, self._cases, self._money, turn.phone, country, turn.network,
            turn.service_code, self._catalogue.budget(turn.network), clock.now(), self._documents,
        )  # fmt: skip
