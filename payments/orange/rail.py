"""Orange Money Web Payment as a Rail. It needs a browser: a USSD session alone cannot pay by it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NoReturn

from kernel import clock
from kernel.egress import Egress, Response
from payments.carrier import Carrier
from payments.contract import Capabilities, Charge, NotSupported, Refund, RefundAsked, Requested, Standing
from payments.oauth import access
from payments.orange import NAME, wire
from payments.orange.statuses import ABANDONED
from payments.orange.wire import Merchant

TIMEOUT_S = 5.0  # With a refused token, two tokens and two calls: within the contract's 20 s.
APPROVAL_S = 600  # The pay token lives ten minutes.
# A payer who confirmed in the tenth minute is PENDING by now; who is still INITIATED has left.
GRACE_S = 120
PRODUCTION = "ml"
OAUTH = "/oauth/v3/token"

CAPABILITIES = Capabilities(
    push=False,
    browser=True,
    customer_dialled=False,
    callback=True,
    refund=False,
    statement_api=False,
    networks=frozenset({"61002"}),
    countries=frozenset({"ML"}),
    min_xof=1,
    max_xof=2_000_000,  # BCEAO Instruction 008-05-2015 art. 31: the most an identified account may hold.
    approval_s=APPROVAL_S,
    poll_s=(10, 20, 30, 60, 60, 120),
)


class Orange:
    """``market`` is the path of the country's own API: "ml", or "dev" for the sandbox."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(
        self,
        *,
        egress: Egress,
        base_url: str,
        client_id: str,
        client_secret: str,
        merchant: Merchant,
        fee: Callable[[int], int],
        market: str = PRODUCTION,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.fee = fee
        self._merchant = merchant
        self._path = f"/orange-money-webpay/{market}/v1/"
        self._carrier = Carrier(egress, timeout_s)
        self._access = access(self._carrier, self.base_url + OAUTH, client_id, client_secret)

    def request(self, charge: Charge) -> Requested:
        """POST webpayment: 201 with the page that the payer opens."""
        at = clock.now().isoformat()
        response = self._send(charge.base_url, "webpayment", wire.payment(charge, self._merchant))
        return wire.read_requested(response, at, APPROVAL_S)

    def ask(self, charge: Charge) -> Standing:
        """POST transactionstatus.

        Without a pay token there is nothing to ask by, and nobody was given the page: the charge is absent.
        """
        pay_token = charge.tokens.get(wire.PAY_TOKEN)
        if not pay_token:
            return Standing("absent", reason="no_pay_token")
        response = self._send(charge.base_url, "transactionstatus", wire.question(charge, pay_token))
        if response.status == 404:
            return Standing("absent")
        standing = wire.read_standing(response, charge)
        if standing.raw == ABANDONED and _over(charge.tokens.get(wire.ASKED_AT, "")):
            return replace(standing, state="expired", reason="abandoned")
        return standing

    def refund(self, refund: Refund) -> RefundAsked:
        """Not by this API."""
        _by_hand(refund)

    def ask_refund(self, refund: Refund) -> Standing:
        """Not by this API."""
        _by_hand(refund)

    def _send(self, base_url: str, path: str, body: bytes) -> Response:
        """A refused token is replaced once: nothing was done under it."""
        token = self._access.get()
        response = self._post(base_url, path, body, token)
        if response.status == 401:
            self._access.forget(token)
            response = self._post(base_url, path, body, self._access.get())
        return response

    def _post(self, base_url: str, path: str, body: bytes, token: str) -> Response:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        return self._carrier.send("POST", base_url + self._path + path, headers, body)


def _over(asked_at: str) -> bool:
    """True once the page can no longer be paid; a charge without a time is left to charging's own limit."""
    try:
        at = datetime.fromisoformat(asked_at)
    except ValueError:
        return False
    return clock.now() - at > timedelta(seconds=APPROVAL_S + GRACE_S)


def _by_hand(_refund: Refund) -> NoReturn:
    raise NotSupported("orange_web_refund")
