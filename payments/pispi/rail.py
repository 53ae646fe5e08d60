"""PI-SPI as a Rail: a request to pay that reaches the payer's own bank or wallet, whichever it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kernel import clock
from kernel.egress import Egress, Response
from payments.carrier import Carrier
from payments.contract import Capabilities, Charge, NotSupported, Refund, RefundAsked, Requested, Standing
from payments.movement import Movement
from payments.oauth import access
from payments.pispi import NAME, asking, qr, reconciliation, wire

# The request itself carries this limit, so that nobody accepts it when the citizen has paid otherwise.
APPROVAL_S = 1800
TIMEOUT_S = 4.0  # With a refused token, two tokens and three calls: within the contract's 20 s.
SCOPES = "demande_paiement.write demande_paiement.read paiement.read retour_fonds.write"
AMOUNT = "amount"

CAPABILITIES = Capabilities(
    push=True,
    browser=False,
    customer_dialled=False,
    callback=True,
    refund=True,
    statement_api=True,
    networks=frozenset(),
    countries=frozenset({"ML", "BJ"}),
    min_xof=1,
    # Participants take up to 10 000 000 F for one transfer (above, AM02 says so), but what is paid from a phone is
    # e-money: BCEAO Instruction 008-05-2015 art. 31, the highest amount that the tariffs and the screens are made for.
    max_xof=2_000_000,
    approval_s=APPROVAL_S,
    poll_s=(10, 20, 30, 60, 120, 300),
)


@dataclass(frozen=True, slots=True)
class Business:
    """Our account with a participant. ``alias`` is the UUID that receives.

    ``token_url`` "" is the participant's own below the base URL; without a ``client_id`` the key stands alone.
    """

    alias: str
    country: str
    api_key: str = field(repr=False)
    token_url: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


class Pispi:
    """``egress`` carries the client certificate of the BCEAO's authority: the API asks for it (mTLS)."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(
        self,
        *,
        egress: Egress,
        base_url: str,
        business: Business,
        fee: Callable[[int], int],
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.fee = fee
        self._business = business
        self._carrier = Carrier(egress, timeout_s)
        token_url = business.token_url or self.base_url + asking.TOKEN
        self._access = (
            access(self._carrier, token_url, business.client_id, business.client_secret, SCOPES)
            if business.client_id
            else None
        )

    def request(self, charge: Charge) -> Requested:
        """POST a request to pay; its ``txId`` is the attempt, and a repeated one is refused as DU03."""
        until = clock.now() + timedelta(seconds=APPROVAL_S)
        body = asking.demand(charge, self._business.alias, until)
        requested = wire.read_requested(
            self._send("POST", charge.base_url, asking.REQUESTS, body), APPROVAL_S
        )
        return Requested({**requested.tokens, AMOUNT: str(charge.amount_xof)}, APPROVAL_S)

    def ask(self, charge: Charge) -> Standing:
        """GET the request by our own id; once it is paid, the payment too: the request tells what was asked."""
        response = self._send("GET", charge.base_url, asking.of_request(charge.attempt_id))
        if response.status == 404:
            return Standing("absent")
        said = wire.read_standing(response, charge)
        if said.state != "succeeded" or said.operator_id is None:
            return said
        paid = self._send("GET", charge.base_url, asking.of_payment(said.operator_id, "/statuts"))
        return wire.read_paid(paid, said)

    def refund(self, refund: Refund) -> RefundAsked:
        """PUT a return of funds: the whole payment, once; asked again it answers the same."""
        if refund.tokens.get(AMOUNT, str(refund.amount_xof)) != str(refund.amount_xof):
            raise NotSupported("part_of_a_payment")
        response = self._send("PUT", refund.base_url, asking.of_payment(refund.operator_id, "/retours"))
        if response.status not in (200, 201, 202, 204):
            raise wire.refusal(response)
        return RefundAsked(refund.operator_id)

    def ask_refund(self, refund: Refund) -> Standing:
        """GET the payment: it carries the state of its return."""
        response = self._send("GET", refund.base_url, asking.of_payment(refund.operator_id, "/statuts"))
        return wire.read_return(response, refund.operator_id)

    def statement(self, since: datetime) -> Iterator[reconciliation.Line]:
        """Their own list of what has been paid to us since then."""
        return reconciliation.lines(lambda path: self._send("GET", self.base_url, path), since)

    def movements(self, country: str, day: date) -> Iterator[Movement]:
        """See ``payments.movement.Statements``."""
        return reconciliation.of_day(lambda path: self._send("GET", self.base_url, path), country, day)

    def qr(self, amount_xof: int, invoice_reference: str) -> str:
        """The text of the QR on a payment notice, for this amount and reference."""
        return qr.text(
            qr.Payment(self._business.alias, self._business.country, amount_xof, invoice_reference, True)
        )

    def _send(self, method: str, base_url: str, path: str, body: bytes | None = None) -> Response:
        """A refused token is replaced once: nothing was done under it."""
        url = base_url + asking.API + path
        if self._access is None:
            return self._carrier.send(method, url, self._headers(body), body)
        token = self._access.get()
        response = self._carrier.send(method, url, self._headers(body, token), body)
        if response.status == 401:
            self._access.forget(token)
            response = self._carrier.send(method, url, self._headers(body, self._access.get()), body)
        return response

    def _headers(self, body: bytes | None, token: str = "") -> dict[str, str]:
        headers = {"x-api-key": self._business.api_key, "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        return headers
