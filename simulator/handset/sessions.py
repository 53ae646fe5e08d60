"""The USSD sessions going on now: dial, answer, hang up. Like real ones they do not survive a restart."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from simulator import clock
from simulator.courier import Courier
from simulator.faults import Faults
from simulator.handset.phones import Phone
from simulator.handset.radio import Radio, Sent
from simulator.handset.session import EXPIRED, FAILED, LOST, Dialect, Session, Shown
from simulator.options import Options

# 160 octets on the air are at most 182 characters (3GPP TS 23.038 6.1.2.3): a phone lets nobody type more.
MAX_INPUT = 182
DIALLED = re.compile(r"\*[0-9*]{1,179}#")


class DialRefused(Exception):
    """The network did not take the request; ``code`` is for programs, the message is French."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Step:
    """One turn as the person and the side panel see it. ``sent`` is None when nothing left the phone."""

    session: str
    shown: Shown
    transcript: str
    seconds_left: float
    sent: Sent | None


class Sessions:
    """At most one session a phone."""

    def __init__(
        self,
        options: Options,
        dialects: Mapping[str, Dialect],
        radio: Radio,
        faults: Faults,
        courier: Courier,
    ) -> None:
        self._options = options
        self._dialects = dialects
        self._radio = radio
        self._faults = faults
        self._courier = courier
        self._open: dict[str, Session] = {}
        self._lock = threading.Lock()

    def dial(self, phone: Phone, code: str, dialect: str = "") -> Step:
        """Begin a session; one still open on that phone is hung up first."""
        through = self._through(code)
        if (dialect or phone.dialect) not in self._dialects:
            raise DialRefused("unknown-dialect", f"Dialectes connus : {', '.join(self._dialects)}.")
        phone = Phone(phone.number, phone.name, phone.network, phone.operator, dialect or phone.dialect)
        self.hangup(phone.number)
        session = Session(self._dialects[phone.dialect].new_session_id(), phone, code, clock.monotonic())
        session.inputs = [through] if through else []
        session.waiting = True
        with self._lock:
            self._open[phone.number] = session
        return self._turn(session)

    def answer(self, number: str, text: str) -> Step:
        """Send what was typed; an empty answer is an answer."""
        if len(text) > MAX_INPUT:
            raise DialRefused("too-long", f"Pas plus de {MAX_INPUT} caractères.")
        with self._lock:
            session = self._open.get(number)
            if session is None:
                raise DialRefused("no-session", "Aucune session en cours.")
            if session.waiting:
                raise DialRefused("waiting", "La réponse précédente est encore attendue.")
            session.waiting = True
        if self._left(session) <= 0:
            return self._expired(session)
        session.inputs.append(text)
        return self._turn(session)

    def hangup(self, number: str) -> bool:
        """End the session of a phone; False when there is none."""
        with self._lock:
            session = self._open.pop(number, None)
        if session is None:
            return False
        self._announce(session, "cancelled", "")
        return True

    def expire(self) -> None:
        """End the sessions that lasted longer than the operator allows."""
        with self._lock:
            late = [each for each in self._open.values() if not each.waiting and self._left(each) <= 0]
        for session in late:
            self._expired(session)

    def _through(self, code: str) -> str:
        """What was dialled behind the service code: ``*384*17*1#`` gives ``17*1``."""
        base = self._options.service_code.removesuffix("#")
        ours = code == f"{base}#" or code.startswith(f"{base}*")
        if not DIALLED.fullmatch(code) or not ours:
            raise DialRefused("unknown-code", "Problème de connexion ou code IHM non valide.")
        return code.removesuffix("#")[len(base) + 1 :]

    def _turn(self, session: Session) -> Step:
        dialect = self._dialects[session.phone.dialect]
        session.requests += 1
        sent = self._radio.transmit(dialect.request(session), dialect.system, session.phone.number)
        shown = self._shown(dialect, sent)
        if sent.replies and not shown.error:
            session.hops.append(dialect.hop(sent.replies[0]))
            session.last_screen = shown.text
        session.waiting = False
        if self._open.get(session.phone.number) is not session:
            shown = Shown("Session terminée.", False, "hung-up")
        elif not shown.more:
            self._close(session, OUTCOMES.get(shown.error, "failed"), shown.error)
        return Step(session.id, shown, session.transcript, self._left(session), sent)

    def _shown(self, dialect: Dialect, sent: Sent) -> Shown:
        if sent.dropped:
            return Shown(LOST, False, "drop")
        if not sent.replies:
            return Shown(FAILED, False, sent.problem)
        return dialect.read(sent.replies[0])

    def _expired(self, session: Session) -> Step:
        self._close(session, "timeout", "")
        return Step(session.id, Shown(EXPIRED, False, "expired"), session.transcript, 0.0, None)

    def _left(self, session: Session) -> float:
        return max(0.0, session.started + self._options.session_s - clock.monotonic())

    def _close(self, session: Session, outcome: str, error: str) -> None:
        with self._lock:
            if self._open.get(session.phone.number) is not session:
                return
            del self._open[session.phone.number]
        self._announce(session, outcome, error)

    def _announce(self, session: Session, outcome: str, error: str) -> None:
        dialect = self._dialects[session.phone.dialect]
        request = dialect.farewell(session, outcome, error)
        number = [session.phone.number]
        if request is None or self._faults.take(dialect.system, ["no-event"], number):
            return
        copies = 2 if self._faults.take(dialect.system, ["event-twice"], number) else 1
        for _ in range(copies):
            self._courier.push("once", session.id, request, self._options.event_after_s)


# How a session ended, by the error shown with its last screen; any other error is the application's.
OUTCOMES = {"": "finished", "drop": "cancelled"}
