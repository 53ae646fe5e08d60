"""What seals documents when news arrives: handlers of lane "documents". Each may run twice, and be killed anywhere.

The lane's worker is the one process that opens signing keys, and that imports what draws and signs papers (0.5 s).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection

from admin.papers import alarms
from admin.papers.said import Said
from catalogue.accounting_plan import Accounting
from gateway.sealing import grounds
from gateway.sealing.lists import Lists
from gateway.sealing.news import News
from gateway.seals import AWAY, Seals
from kernel import clock, outbox
from kernel.outbox import Event, Later
from verification.registry import revoking
from verification.registry.request import Issued

if TYPE_CHECKING:
    from gateway.sealing.sources import Found

LANE = "documents"
SEAL = "document.seal"
OF_CASE, OF_QUITTANCE = "case", "quittance"
# A key that is made, or a bundle that is published, is minutes of work for a person.
NO_KEY_S = 60

log = structlog.get_logger(__name__)


def ask(
    connection: Connection, of: str, subject: str | int, delay_s: int = 0, *, said: Said | None = None
) -> None:
    """Have the document of a case (id) or of a quittance (id) sealed; ``said``: what an officer added."""
    payload = {"of": of, **(said.payload() if said else {})}
    outbox.publish(connection, SEAL, str(subject), lane=LANE, payload=payload, delay_s=delay_s)


class Sealing:
    """Handlers by topic: ``handlers`` of its own lane, ``followers`` of other rooms' news beside their own handlers."""

    def __init__(self, seals: Seals, accounting: Callable[[], Accounting], news: News) -> None:
        self._seals, self._accounting, self._news = seals, accounting, news
        self._lists = Lists(seals)

    @property
    def handlers(self) -> Mapping[str, Callable[[Event], None]]:
        """Topic -> handler."""
        return {
            "document.seal": self.seal,
            "document.duplicata": self.duplicata,
            "document.status": self._lists.changed,
            "document.registers": self._lists.renew,
            "document.double_use": self.double_use,
        }

    @property
    def followers(self) -> Mapping[str, Callable[[Event], None]]:
        """Topic -> what follows from it for documents, beside what its own room does."""
        return {
            "case.moved": self.case_moved,
            "invoice.paid": self.invoice_paid,
            "payment.reversed": self.quittance_voided,
            "invoice.refunded": self.quittance_voided,
        }

    def seal(self, event: Event) -> None:
        """``document.seal``: seal it, print it, read it back, keep it, tell its holder.

        What cannot be printed or read back raises: nothing was issued, and the row is parked for a person.
        """
        from gateway.sealing.making import make

        at = clock.now().replace(microsecond=0)  # tokens have whole seconds, and so have their papers
        found = self._found(event, at)
        if found is None:
            return
        try:
            make(self._seals, found.wanted, at, partial(self._entered, found, event))
        except AWAY as missing:
            log.warning("document_waits_for_key", document_of=event.payload.get("of"), error=str(missing))
            raise Later(NO_KEY_S) from missing

    def duplicata(self, event: Event) -> None:
        """``document.duplicata``: that paper, once. A refusal (revoked meanwhile) parks the row."""
        from gateway.sealing.copies import ensure

        at, payload = clock.now().replace(microsecond=0), event.payload
        try:
            ensure(self._seals, event.subject, int(payload["ordinal"]), str(payload["by"]), at)
        except AWAY as missing:
            log.warning("duplicata_waits_for_key", document=event.subject, error=str(missing))
            raise Later(NO_KEY_S) from missing

    def case_moved(self, event: Event) -> None:
        """``case.moved``: a case that was granted has its document sealed."""
        with self._seals.database.transaction() as connection:
            if grounds.is_granted(
                connection, self._seals.catalogue, event.subject, event.payload.get("event")
            ):
                ask(connection, OF_CASE, event.subject)

    def invoice_paid(self, event: Event) -> None:
        """``invoice.paid``: its quittance is sealed too, case or no case."""
        with self._seals.database.transaction() as connection:
            ask(connection, OF_QUITTANCE, event.payload["quittance"])

    def quittance_voided(self, event: Event) -> None:
        """``payment.reversed``, ``invoice.refunded``: the money went back, so its paper falls (fault row 31)."""
        quittance = event.payload.get("quittance")
        if quittance is None:
            return
        evidence = f"{event.topic}:{event.payload.get('refund') or event.subject}"
        with self._seals.database.transaction() as connection:
            revoking.by_evidence(connection, f"quittance:{quittance}", "revoke", evidence, clock.now())

    def double_use(self, event: Event) -> None:
        """``document.double_use``: a paper of one use was presented again; people of the service look."""
        check = str(event.payload["check"])
        with self._seals.database.transaction() as connection:
            fresh = alarms.sound(connection, event.subject, check, clock.now())
        if fresh:
            log.error("document_presented_again", document=event.subject, check=check)

    def _found(self, event: Event, at: datetime) -> "Found | None":
        from gateway.sealing import sources

        seals, said = self._seals, Said.of(event.payload)
        if event.payload.get("of") == OF_CASE:
            with seals.database.transaction() as connection:
                if grounds.is_sealed(connection, sources.cause_of(event.subject, said)):
                    return None
            return sources.of_case(seals.database, seals.keyring, seals.catalogue, event.subject, at, said)
        return sources.of_quittance(
            seals.database, seals.keyring, seals.catalogue, self._accounting(), int(event.subject), at
        )

    def _entered(self, found: "Found", event: Event, connection: Connection, issued: Issued) -> None:
        """In the transaction that enters it."""
        if event.payload.get("of") == OF_QUITTANCE and not grounds.still_stands(
            connection, int(event.subject)
        ):
            raise Later(1)  # voided while it was drawn: the next run finds nothing to seal
        self._lists.first(connection, issued)
        if event.payload.get("of") == OF_CASE:
            # A quittance has its own SMS already, whose number and code open this paper too.
            self._news.sealed(connection, found.wanted, issued, found.language)
