"""Any operator with the GSMA Mobile Money API v1.2, as a Rail: a prompt on the handset, 201 or 202, callbacks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kernel.egress import Egress, Response
from payments import answer
from payments.carrier import Carrier
from payments.contract import Capabilities, Charge, Refund, RefundAsked, Requested, Standing, Unanswered
from payments.gsma import NAME, asking, wire
from payments.gsma.refusals import refusal
from payments.gsma.statuses import HEARTBEAT
from payments.gsma.wire import Taken

TIMEOUT_S = 6.0  # Three calls tell where a charge stands: within the contract's 20 s.
APPROVAL_S = 300  # As the other prompts; an operator that waits longer succeeds late, which is normal.
SERVER_ID, OBJECT = "server_correlation_id", "object_reference"
LONGEST_DELAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """``status`` is available, degraded or unavailable; ``delay_ms`` what they expect, 0 when they do not say."""

    status: str
    delay_ms: int = 0
    restored_at: str = ""


def capabilities(networks: frozenset[str], countries: frozenset[str]) -> Capabilities:
    """Of one operator behind the API: which networks and countries it serves is not on the wire."""
    return Capabilities(
        push=True,
        browser=False,
        customer_dialled=False,
        callback=True,
        refund=True,
        statement_api=False,
        networks=networks,
        countries=countries,
        min_xof=1,
        max_xof=2_000_000,  # BCEAO Instruction 008-05-2015 art. 31: the most an identified account may hold.
        approval_s=APPROVAL_S,
        poll_s=(5, 10, 20, 30, 60),
    )


class Gsma:
    """``credentials`` are headers: X-API-Key, and X-Client-Id, Authorization or X-User-Bearer where asked for.

    ``account`` is ours, one to three identifiers: {"organisationid": "..."} . ``callback_url`` is HTTPS.
    """

    name = NAME

    def __init__(
        self,
        *,
        egress: Egress,
        base_url: str,
        credentials: Mapping[str, str],
        account: Mapping[str, str],
        callback_url: str,
        networks: frozenset[str],
        countries: frozenset[str],
        fee: Callable[[int], int],
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.capabilities = capabilities(networks, countries)
        self.fee = fee
        self._credentials = dict(credentials)
        self._account = dict(account)
        self._callback_url = callback_url
        self._carrier = Carrier(egress, timeout_s)

    def request(self, charge: Charge) -> Requested:
        """POST merchantpay under X-CorrelationID. A repeated id is refused by them: it was taken before."""
        body = asking.merchant_payment(charge, self._account)
        response = self._post(charge.base_url, "/transactions/type/merchantpay", charge.attempt_id, body)
        taken = wire.read_taken(response)
        if taken is None:
            return Requested({}, APPROVAL_S)
        tokens = {SERVER_ID: taken.server_id, OBJECT: taken.object_reference}
        return Requested({name: value for name, value in tokens.items() if value}, APPROVAL_S)

    def ask(self, charge: Charge) -> Standing:
        """The transaction when there is one, else the state of the request; lost answers by our own id."""
        return self._ask(charge.base_url, charge.attempt_id, charge.tokens)

    def refund(self, refund: Refund) -> RefundAsked:
        """POST a reversal of the transaction, whole or in part, unless it came in before.

        Some refuse a repeat for its amount ("over payment") before they look at its id: that no would be untrue.
        """
        before = wire.read_link(self._get(refund.base_url, f"/responses/{asking.segment(refund.refund_id)}"))
        if before is not None:
            return RefundAsked(before.object_reference or before.server_id)
        path = f"/transactions/{asking.segment(refund.operator_id)}/reversals"
        taken = wire.read_taken(self._post(refund.base_url, path, refund.refund_id, asking.reversal(refund)))
        return RefundAsked("" if taken is None else taken.object_reference or taken.server_id)

    def ask_refund(self, refund: Refund) -> Standing:
        """By our own id; ``absent`` is safe to send again, as they refuse a repeated id."""
        return self._ask(refund.base_url, refund.refund_id, {})

    def heartbeat(self) -> Heartbeat:
        """GET /heartbeat. Raises RailError; a word nobody knows counts as degraded."""
        response = self._get(self.base_url, "/heartbeat")
        if response.status != 200:
            raise refusal(response)
        fields = answer.fields(response)
        word = answer.text(fields.get("serviceStatus"), 40)
        if word not in HEARTBEAT:
            answer.stranger(NAME, fields.get("serviceStatus"))
        delay = answer.amount(fields.get("delay")) or 0
        restored_at = answer.text(fields.get("plannedRestorationTime"), 40)
        return Heartbeat(
            word if word in HEARTBEAT else "degraded", min(max(delay, 0), LONGEST_DELAY_MS), restored_at
        )

    def _ask(self, base_url: str, our_id: str, tokens: Mapping[str, str]) -> Standing:
        taken: Taken | None = Taken(tokens.get(SERVER_ID, ""), tokens.get(OBJECT, ""))
        if not tokens:
            taken = wire.read_link(self._get(base_url, f"/responses/{asking.segment(our_id)}"))
        if taken is None:
            return Standing("absent")
        if not taken.object_reference:
            state = wire.read_state(self._get(base_url, f"/requeststates/{asking.segment(taken.server_id)}"))
            if isinstance(state, Standing):
                return state
            taken = state
        return self._transaction(base_url, taken.object_reference)

    def _transaction(self, base_url: str, reference: str) -> Standing:
        response = self._get(base_url, f"/transactions/{asking.segment(reference)}")
        if response.status == 404:
            # They named it themselves: it is late to appear, not absent.
            raise Unanswered("transaction_not_found")
        return wire.read_transaction(response)

    def _post(self, base_url: str, path: str, our_id: str, body: bytes) -> Response:
        headers = asking.headers(self._credentials, body)
        headers |= {"X-CorrelationID": our_id, "X-Callback-URL": self._callback_url}
        return self._carrier.send("POST", base_url + path, headers, body)

    def _get(self, base_url: str, path: str) -> Response:
        return self._carrier.send("GET", base_url + path, asking.headers(self._credentials, None))
