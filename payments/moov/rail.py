"""Moov Money as a Rail: a prompt on the handset, asked about until it is decided. Moov sends no callback."""

from collections.abc import Callable
from typing import Final

from kernel.egress import Egress
from payments import answer
from payments.carrier import Carrier
from payments.contract import (
    Capabilities,
    Charge,
    Declined,
    Refund,
    RefundAsked,
    Requested,
    Standing,
    Unanswered,
    Word,
)
from payments.moov import NAME, wire

# A push answers after the citizen's PIN, 25 to 90 s later; the egress stops at 60, which is Unanswered and asked.
PUSH_TIMEOUT_S: Final = 60.0
APPROVAL_S: Final = 300  # A push dies by itself after about five minutes and cannot be called back.
MOOV = "moov_id"

CAPABILITIES = Capabilities(
    push=True,
    browser=False,
    customer_dialled=False,
    callback=False,
    refund=True,
    statement_api=False,
    networks=frozenset({"61602"}),
    countries=frozenset({"BJ"}),
    min_xof=1,
    max_xof=2_000_000,  # BCEAO Instruction 008-05-2015 art. 31: the most an identified account may hold.
    approval_s=APPROVAL_S,
    poll_s=(5, 10, 20, 30, 60),
)
STATES: dict[str, Word] = {"done": "succeeded", "no": "failed", "absent": "absent"}
# 94 for a transfer may mean that it is looked for under another type: no reason to send money again.
REFUND_STATES: dict[str, Word] = {"done": "succeeded", "no": "failed"}


class Moov:
    """``token`` is `credential.token`; ``fee`` gives the operator's fee in francs for an amount."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(
        self,
        *,
        egress: Egress,
        base_url: str,
        token: str,
        fee: Callable[[int], int],
        timeout_s: float = PUSH_TIMEOUT_S,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.fee = fee
        self._token = token
        self._push = Carrier(egress, timeout_s)
        self._carrier = Carrier(egress, min(timeout_s, 20.0))

    def request(self, charge: Charge) -> Requested:
        """PushWithPending: it answers when the citizen has, so a success is asked again like any other word."""
        fields = self._call(self._push, charge.base_url, wire.push(self._token, charge))
        verdict, reason = wire.judged(fields)
        if verdict == "no":
            raise Declined(reason)
        if (
            verdict not in ("done", "pending")
            or fields.get("transid", charge.attempt_id) != charge.attempt_id
        ):
            raise Unanswered(reason)
        moov_id = wire.their_id(fields)
        return Requested({MOOV: moov_id} if moov_id else {}, APPROVAL_S)

    def ask(self, charge: Charge) -> Standing:
        """getTransactionStatusImmediate. It tells no payer, and an amount only in some versions."""
        body = wire.status(self._token, charge.attempt_id, "PUSH")
        return self._standing(
            self._call(self._carrier, charge.base_url, body),
            STATES,
            charge.attempt_id,
            charge.invoice_reference,
        )

    def refund(self, refund: Refund) -> RefundAsked:
        """transferFlooz, from the merchant's own balance."""
        fields = self._call(self._carrier, refund.base_url, wire.transfer(self._token, refund))
        verdict, reason = wire.judged(fields)
        if verdict == "no":
            raise Declined(reason)
        if (
            verdict not in ("done", "pending")
            or fields.get("transactionid", refund.refund_id) != refund.refund_id
        ):
            raise Unanswered(reason)
        return RefundAsked(wire.their_id(fields) or "")

    def ask_refund(self, refund: Refund) -> Standing:
        """Never ``absent``: a transfer that is not found waits for the statement."""
        body = wire.status(self._token, refund.refund_id, "TRANSFER")
        return self._standing(
            self._call(self._carrier, refund.base_url, body),
            REFUND_STATES,
            refund.refund_id,
            refund.invoice_reference,
        )

    def _call(self, carrier: Carrier, base_url: str, body: bytes) -> dict[str, str]:
        return wire.fields(carrier.send("POST", base_url + wire.PATH, wire.HEADERS, body))

    def _standing(
        self, fields: dict[str, str], states: dict[str, Word], our_id: str, reference: str
    ) -> Standing:
        verdict, reason = wire.judged(fields)
        standing = Standing(
            state=states.get(verdict, "pending"),
            operator_id=wire.their_id(fields) if verdict == "done" else None,
            # Some versions tell it; where they are silent, it is what was asked for.
            amount_xof=answer.amount(fields.get("amount")) if verdict == "done" else None,
            reference=reference if fields.get("transid", our_id) in (our_id, "") else "other",
            reason=None if verdict == "done" else reason,
            raw=fields.get("status", "")[:40],
        )
        return answer.settled(NAME, standing)
