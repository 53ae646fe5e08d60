"""Files a case with its administration, once, whatever dies in between. The rule of when is in `filing.py`.

Fault rows 2, 3, 4 and 33: ``sending`` is committed before the call and no transaction is open during it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, Row, select

from backends.contract import Administration, Application, Filed, NotTried, Refused, Unavailable, Unknown
from cases import filing, lifecycle, reports, seals
from cases.poll_schedule import FRESH_EVERY
from cases.tables import CASE_FILE
from catalogue.service import Service
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Event, Later

# A search and a filing take 10 s each at most, and each may wait 5 s for a place: 30 s in all. The outbox
# leases for 60 s, so whoever gets a dead worker's row after that finds the delivery free.
IN_FLIGHT = timedelta(seconds=45)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A delivery that this worker holds: nobody else does while ``since`` stands in the row."""

    case_id: str
    administration: str
    application: Application
    ask_first: bool
    since: datetime


class Submissions:
    """``administrations`` by code (those with a system), ``services`` by number."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        administrations: Mapping[str, Administration],
        services: Mapping[int, Service],
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._administrations = administrations
        self._services = services

    def submit(self, event: Event) -> None:
        """Handler of "case.deposited" on lane "administrations"; the subject is the case id.

        Raises Unavailable and Unknown (the outbox backs off), Later while another worker holds the case
        or the circuit is open: that wait is no failed try, so a long outage parks nothing.
        """
        parcel = self._claim(event.subject)
        if parcel is None:
            return
        try:
            filed = self._deliver(parcel)
        except Refused as refusal:
            self._refuse(parcel, refusal)
        except (Unavailable, Unknown) as error:
            # What may have arrived once stays in doubt until a search answers.
            in_doubt = parcel.ask_first or error.sent
            self._put(parcel, "unknown" if in_doubt else "to_send")
            if isinstance(error, NotTried):
                raise Later(error.retry_in_s) from None
            raise
        else:
            self._settle(parcel, filed)

    def _claim(self, case_id: str) -> _Parcel | None:
        """Commit ``sending``. None when there is nothing to send."""
        at = clock.now()
        with self._database.transaction() as connection:
            case = connection.execute(select(CASE_FILE).where(CASE_FILE.c.id == case_id)).one_or_none()
            if case is None or case.submission not in ("to_send", "sending", "unknown"):
                return None
            if case.state not in lifecycle.OPEN or (case.state == "a_payer" and filing.waits(case.service)):
                return None
            if case.administration not in self._administrations:
                if case.submission == "to_send":
                    filing.move(connection, case_id, "to_send", "by_hand", at)
                return None
            if case.submission == "sending" and at - case.submission_since < IN_FLIGHT:
                raise Later(int(IN_FLIGHT.total_seconds()))
            if not filing.move(
                connection, case_id, case.submission, "sending", at, since=case.submission_since
            ):
                raise Later(int(IN_FLIGHT.total_seconds()))
            return self._parcel(case, at)

    def _parcel(self, case: Row[tuple[object, ...]], at: datetime) -> _Parcel:
        case_id = case.id
        application = Application(
            reference=case.reference,
            service=self._services[case.service].code,
            language=case.language,
            phone=seals.unseal(self._keyring, "case_file.phone", case_id, case.phone_sealed),
            answers=seals.unseal_answers(self._keyring, case_id, case.answers_sealed),
        )
        return _Parcel(case_id, case.administration, application, case.submission != "to_send", at)

    def _deliver(self, parcel: _Parcel) -> Filed:
        administration = self._administrations[parcel.administration]
        found = administration.find(parcel.application.reference) if parcel.ask_first else None
        return found or administration.file(parcel.application)

    def _settle(self, parcel: _Parcel, filed: Filed) -> None:
        at = clock.now()
        with self._database.transaction() as connection:
            if not self._move(connection, parcel, "sent", at, external_id=filed.external_id, **_heard(at)):
                return
            news = reports.News(filed.report, parcel.administration, at)
            reports.apply(connection, self._keyring, parcel.case_id, news)
            # Filed is filed, even when the receipt's own status says nothing we know.
            if lifecycle.hold(connection, parcel.case_id) == "deposee":
                lifecycle.advance(connection, parcel.case_id, "en_verification", parcel.administration, at=at)

    def _refuse(self, parcel: _Parcel, refusal: Refused) -> None:
        at = clock.now()
        words = refusal.comment or refusal.reason
        with self._database.transaction() as connection:
            if self._move(connection, parcel, "refused", at):
                state = lifecycle.hold(connection, parcel.case_id)
                note = seals.seal_note(self._keyring, parcel.case_id, words)
                source = parcel.administration
                lifecycle.record(
                    connection, parcel.case_id, "refused", state, state, source, at, note_sealed=note
                )
        log.error("filing_refused", case=parcel.case_id, reason=refusal.reason)

    def _put(self, parcel: _Parcel, to: str) -> None:
        with self._database.transaction() as connection:
            self._move(connection, parcel, to, clock.now())

    def _move(self, connection: Connection, parcel: _Parcel, to: str, at: datetime, **values: object) -> bool:
        """False when another worker took the delivery over: its outcome counts, not ours."""
        moved = filing.move(connection, parcel.case_id, "sending", to, at, since=parcel.since, **values)
        if not moved:
            log.warning("filing_taken_over", case=parcel.case_id, outcome=to)
        return moved


def _heard(at: datetime) -> dict[str, object]:
    """Polled from now on, whatever the receipt says."""
    return {"checked_at": at, "poll_due_at": at + FRESH_EVERY}
