"""MTN as a rail. One file for the calls; the fields are in `wire.py`, the tokens in `token.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus

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
)
from payments.mtn import refusals, wire
from payments.mtn.platform import Platform, Product
from payments.mtn.token import Tokens

APPROVAL_S = 300  # MTN ends a charge that nobody approved after five minutes
TIMEOUT_S = 10.0  # of each call: 20 s with the token, 40 s when a token is refused and fetched anew

CAPABILITIES = Capabilities(
    push=True, browser=False, customer_dialled=False, callback=True, refund=False, statement_api=False,
    networks=frozenset({"61603"}), countries=frozenset({"BJ"}),
    # BCEAO Instruction 008-05-2015 art. 31: 2 000 000 F is the most an identified client may hold.
    min_xof=1, max_xof=2_000_000, approval_s=APPROVAL_S, poll_s=(5, 10, 20, 30, 60),
)  # fmt: skip


class Mtn:
    """``platforms``: new charges go to the first; a charge is asked about where it was sent.

    ``callback_url`` must be on the host registered with MTN, None sends none. ``fee`` gives the francs that MTN
    takes from the payer on top of an amount.
    """

    name = "mtn"

    def __init__(
        self,
        egress: Egress,
        platforms: Sequence[Platform],
        *,
        callback_url: str | None,
        fee: Callable[[int], int],
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._carrier = Carrier(egress, timeout_s)
        self._platforms = {platform.base_url: platform for platform in platforms}
        self._callback_url = callback_url
        self._fee = fee
        self._tokens = Tokens(self._carrier)
        self.base_url = platforms[0].base_url
        refund = all(platform.disbursement for platform in platforms)
        self.capabilities = replace(CAPABILITIES, refund=True) if refund else CAPABILITIES

    def fee(self, amount_xof: int) -> int:
        return self._fee(amount_xof)

    def request(self, charge: Charge) -> Requested:
        """POST /collection/v1_0/requesttopay: 202 with an empty body, also for charges that are doomed."""
        platform = self._platform(charge.base_url)
        body, extra = wire.charge_body(charge, platform), {"X-Reference-Id": charge.attempt_id}
        if self._callback_url is not None:
            extra["X-Callback-Url"] = self._callback_url
        answer = self._call(platform, "collection", platform.collection, "POST", "requesttopay", extra, body)
        refusals.accept(answer)
        return Requested(expires_s=APPROVAL_S)

    def ask(self, charge: Charge) -> Standing:
        """GET /collection/v1_0/requesttopay/<id>: 200 also for a charge that failed."""
        platform = self._platform(charge.base_url)
        path = f"requesttopay/{charge.attempt_id}"
        answer = self._call(platform, "collection", platform.collection, "GET", path, {}, None)
        return refusals.standing(answer, platform)

    def refund(self, refund: Refund) -> RefundAsked:
        """POST /disbursement/v1_0/refund. Raises NotSupported without that product."""
        platform, product = self._disbursement(refund.base_url)
        body, extra = wire.refund_body(refund, platform), {"X-Reference-Id": refund.refund_id}
        refusals.accept(self._call(platform, "disbursement", product, "POST", "refund", extra, body))
        return RefundAsked(refund.refund_id)

    def ask_refund(self, refund: Refund) -> Standing:
        """GET /disbursement/v1_0/refund/<id>."""
        platform, product = self._disbursement(refund.base_url)
        answer = self._call(platform, "disbursement", product, "GET", f"refund/{refund.refund_id}", {}, None)
        return refusals.standing(answer, platform)

    def _platform(self, base_url: str) -> Platform:
        platform = self._platforms.get(base_url)
        if platform is None:
            raise Misconfigured("platform_gone")
        return platform

    def _disbursement(self, base_url: str) -> tuple[Platform, Product]:
        platform = self._platform(base_url)
        if platform.disbursement is None:
            raise NotSupported("no_disbursement")
        return platform, platform.disbursement

    def _call(
        self, platform: Platform, kind: str, product: Product, method: str, path: str,
        extra: Mapping[str, str], body: bytes | None,
    ) -> Response:  # fmt: skip
        """One call; once more with a new token when the old one is refused, which did nothing."""
        answer = self._once(platform, kind, product, method, path, extra, body)
        if answer.status != HTTPStatus.UNAUTHORIZED:
            return answer
        self._tokens.drop(platform, kind)
        return self._once(platform, kind, product, method, path, extra, body)

    def _once(
        self, platform: Platform, kind: str, product: Product, method: str, path: str,
        extra: Mapping[str, str], body: bytes | None,
    ) -> Response:  # fmt: skip
        headers = {
            "Authorization": f"Bearer {self._tokens.bearer(platform, kind, product)}",
            "Ocp-Apim-Subscription-Key": product.subscription_key,
            "X-Target-Environment": platform.environment,
            **({"Content-Type": "application/json"} if body else {}),
            **extra,
        }
        return self._carrier.send(method, f"{platform.base_url}/{kind}/v1_0/{path}", headers, body)
