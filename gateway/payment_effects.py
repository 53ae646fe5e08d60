"""What the conversation's payment effects do: each in the transaction that also stores the reply."""

from collections.abc import Mapping

from sqlalchemy import Connection

from catalogue.catalogue import Catalogue
from conversation.effects import Claim, OpenTax, Pay
from gateway.money_port import dial_code, operator_name
from gateway.receipts import Perform
from gateway.treasury import Treasury
from kernel import clock
from kernel.turn import Turn
from payments import errors, invoices
from payments.attempts.starting import start
from payments.suspense.claims import claim

# Why a payment is not started, in the conversation's words.
REASONS: Mapping[type[errors.NotStarted], str] = {
    errors.LiveAttempt: "live",
    errors.AlreadyPaid: "paid",
    errors.NotPayable: "closed",
    errors.TooManyPrompts: "often",
    errors.IdempotencyConflict: "live",
}
CLAIMED = {"settled": "matched", "proposed": "proposed", "waiting": "proposed", "closed": "closed"}


class PaymentEffects:
    """The performers of money for ``gateway.receipts``."""

    def __init__(self, treasury: Treasury, catalogue: Catalogue) -> None:
        self._treasury = treasury
        self._catalogue = catalogue

    def performers(self) -> Mapping[type, Perform]:
        """Kind of effect -> the method that does it."""
        return {OpenTax: self._open_tax, Pay: self._pay, Claim: self._claim}

    def _open_tax(self, connection: Connection, turn: Turn, effect: OpenTax) -> Mapping[str, str]:
        service = self._catalogue.services[effect.service]
        invoice = self._treasury.invoicing.of_tax(
            connection, service, effect.answers, phone=turn.phone, at=clock.now()
        )
        return {
            "invoice": invoice.id,
            "reference": invoice.reference,
            "label": invoice.label,
            "amount": str(invoice.amount_xof),
        }

    def _pay(self, connection: Connection, turn: Turn, effect: Pay) -> Mapping[str, str]:
        rails = self._treasury.rails
        try:
            start(
                connection, self._treasury.keyring, rails, invoice_id=effect.invoice_id, rail=effect.rail,
                phone=turn.phone, amount_xof=effect.amount_xof, at=clock.now(),
            )  # fmt: skip
        except errors.NotOffered as refused:
            return {"how": "refused", "reason": "due" if refused.reason_code == "due" else "rail"}
        except errors.NotStarted as refused:
            return {"how": "refused", "reason": REASONS[type(refused)]}
        rail = rails[effect.rail]
        dial = dial_code(rail, effect.amount_xof)
        return {
            "how": "dial" if dial else "push",
            "operator": operator_name(self._catalogue, rail),
            "amount": str(effect.amount_xof),
            "fee": str(rail.fee(effect.amount_xof)),
            "dial": dial,
        }

    def _claim(self, connection: Connection, turn: Turn, effect: Claim) -> Mapping[str, str]:
        invoice = invoices.by_reference(connection, effect.reference)
        if invoice is None:
            return {"result": "refused"}
        try:
            claimed = claim(
                connection, self._treasury.keyring, self._treasury.settlement, phone=turn.phone,
                operator_id=effect.operator_id, invoice_id=invoice.id, at=clock.now(),
            )  # fmt: skip
        except ValueError:
            return {"result": "refused"}
        return {"result": CLAIMED.get(claimed.outcome, "refused")}
