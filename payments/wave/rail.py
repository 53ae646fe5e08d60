"""Wave as a Rail: a page that the payer opens. Wave has no idempotency key, so it is searched before a create."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from kernel import clock
from kernel.egress import Egress, Response
from payments.carrier import Carrier
from payments.contract import (
    Capabilities,
    Charge,
    Misconfigured,
    NotSupported,
    Refund,
    RefundAsked,
    Requested,
    Standing,
    Unanswered,
)
from payments.movement import Movement
from payments.wave import NAME, reconciliation, wire
from payments.wave.statuses import PREFERENCE
from payments.wave.wire import Session

# Theirs may live for a day; ours is closed after half an hour, so that no forgotten page takes money later.
APPROVAL_S = 1800
TIMEOUT_S = 6.0  # A search, an expiry and a creation: within the contract's 20 s.
SESSION, LAUNCH_URL, AMOUNT = "session", "payment_url", "amount"
REFUND_DAYS = 3  # How far back a refund is looked for: it is asked about at once, then until the statement.

CAPABILITIES = Capabilities(
    push=False,
    browser=True,
    customer_dialled=False,
    callback=True,
    refund=True,
    statement_api=True,
    networks=frozenset(),
    countries=frozenset({"ML"}),
    min_xof=1,
    max_xof=2_000_000,  # BCEAO Instruction 008-05-2015 art. 31: the most an identified account may hold.
    approval_s=APPROVAL_S,
    poll_s=(10, 20, 30, 60, 120, 300),
)


class Wave:
    """``success_url`` and ``error_url`` are our own pages, HTTPS: Wave takes no other."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(
        self,
        *,
        egress: Egress,
        base_url: str,
        api_key: str,
        success_url: str,
        error_url: str,
        fee: Callable[[int], int],
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.fee = fee
        self._api_key = api_key
        self._pages = success_url, error_url
        self._carrier = Carrier(egress, timeout_s)

    def request(self, charge: Charge) -> Requested:
        """The session under this attempt, made only when there is none."""
        session = self._find(charge)
        if session is None:
            body = wire.creation(charge, *self._pages)
            session = wire.read_session(self._send("POST", charge.base_url, wire.SESSIONS, body))
        tokens = {SESSION: session.id, LAUNCH_URL: session.launch_url, AMOUNT: str(charge.amount_xof)}
        return Requested(tokens, APPROVAL_S, hint=session.id)

    def ask(self, charge: Charge) -> Standing:
        """Where the session stands; one that nobody has paid in APPROVAL_S is closed first."""
        session = self._session(charge)
        if session is None:
            return Standing("absent")
        if session.open and session.word == "pending" and _forgotten(session):
            self._expire(charge.base_url, session)
            session = self._session(charge) or session
        return session.standing(charge)

    def refund(self, refund: Refund) -> RefundAsked:
        """The whole of a paid session. Refunding it again changes nothing. Raises NotSupported for a part."""
        session_id = refund.tokens.get(SESSION)
        if not session_id or refund.tokens.get(AMOUNT) != str(refund.amount_xof):
            raise NotSupported("part_of_a_session")
        response = self._send("POST", refund.base_url, wire.of_session(session_id, "/refund"))
        if response.status not in (200, 201, 202, 204):
            raise wire.refusal(response)
        return RefundAsked(refund.operator_id)

    def ask_refund(self, refund: Refund) -> Standing:
        """A session does not tell that it was refunded: the transactions of the last days do."""
        for days in range(REFUND_DAYS):
            day = (clock.now() - timedelta(days=days)).date()
            for line in self.statement.lines(day):
                if reconciliation.gives_back(line, refund):
                    return Standing("succeeded", line.operator_id, abs(line.amount_xof), line.currency)
        return Standing("pending", reason="not_on_statement")

    @property
    def statement(self) -> reconciliation.Statement:
        """Their own list of what moved, for the day's closing."""
        return reconciliation.Statement(lambda path: self._send("GET", self.base_url, path))

    def movements(self, _: str, day: date) -> Iterator[Movement]:
        """See ``payments.movement.Statements``. Their days are UTC's, which are Mali's, the only country."""
        return map(reconciliation.movement, self.statement.lines(day))

    def _session(self, charge: Charge) -> Session | None:
        """By its id when the answer to our request came, else by our reference."""
        session_id = charge.tokens.get(SESSION)
        if session_id is None:
            return self._find(charge)
        response = self._send("GET", charge.base_url, wire.of_session(session_id))
        return None if response.status == 404 else wire.read_session(response)

    def _find(self, charge: Charge) -> Session | None:
        """The best session under our reference. The other open ones are closed: each is a payable page."""
        response = self._send("GET", charge.base_url, wire.searching(charge.attempt_id))
        found = wire.read_found(response, charge.attempt_id)
        found.sort(key=lambda session: PREFERENCE.index(session.word))
        for other in found[1:]:
            if other.open:
                self._expire(charge.base_url, other)
        return found[0] if found else None

    def _expire(self, base_url: str, session: Session) -> None:
        response = self._send("POST", base_url, wire.of_session(session.id, "/expire"))
        # 409: it has just been paid or has expired by itself; the next question tells which.
        if response.status not in (200, 204, 404, 409):
            error = wire.refusal(response)
            raise Unanswered("not_expired") if isinstance(error, Misconfigured) else error

    def _send(self, method: str, base_url: str, path: str, body: bytes | None = None) -> Response:
        headers = {"Authorization": f"Bearer {self._api_key}", "Accept": "application/json"}
        if method == "POST":
            headers["Content-Type"] = "application/json"
        return self._carrier.send(method, base_url + path, headers, body)


def _forgotten(session: Session) -> bool:
    return session.created_at is not None and clock.now() - session.created_at > timedelta(seconds=APPROVAL_S)
