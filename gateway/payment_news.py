"""What follows from money's news: the case goes on, and the payer is told. Each handler may run twice."""

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import Connection, Row, select

from cases import lifecycle
from catalogue.catalogue import Catalogue
from gateway import payment_failures
from gateway.closed_cases import is_closed
from gateway.invoicing import CASE
from gateway.own_title import own_title
from gateway.preferences import Preferences
from gateway.treasury import Treasury
from kernel import clock
from kernel.ids import spaced
from kernel.money import show
from kernel.outbox import Event
from payments import invoices, quittances, seals
from payments.attempts.reading import Attempt, load
from payments.states import NEVER_DIALLED
from payments.tables import INVOICE, MONEY_RECEIPT
from sms import outbox as messages

# Choices of the main menu, which never change.
PAY_MENU, CHECK_MENU = 2, 3
# These live and sleep as ``sms.payment_failed`` does (`sms/purposes.py`).
PURPOSES = {
    "sms.payment_undialled": "sms.payment_failed:undialled",
    "sms.payment_closed": "sms.payment_failed:closed",
}
log = structlog.get_logger(__name__)


class PaymentNews:
    """``code`` is the service code ("*384#"): messages tell which of its menus to dial."""

    def __init__(self, treasury: Treasury, catalogue: Catalogue, preferences: Preferences, code: str) -> None:
        self._treasury = treasury
        self._catalogue = catalogue
        self._preferences = preferences
        self._to_pay, self._to_check = (f"{code[:-1]}*{menu}#" for menu in (PAY_MENU, CHECK_MENU))

    def paid(self, event: Event) -> None:
        """``invoice.paid``: the quittance goes out by SMS, case or no case; a case goes on to its administration."""
        with self._treasury.database.transaction() as connection:
            invoice = _invoice(connection, event.subject)
            quittance = quittances.find(connection, self._treasury.keyring, int(event.payload["quittance"]))
            if invoice is None or quittance is None:
                return
            if invoice.subject_kind == CASE:
                # The quittance is the message of this step: the case's own would say the same again.
                lifecycle.advance(connection, invoice.subject, "en_verification", "payment", announce=False)
            fields = quittance.fields()
            # Whoever paid for somebody else was promised the quittance too.
            payers = connection.execute(
                select(MONEY_RECEIPT).where(
                    MONEY_RECEIPT.c.invoice_id == invoice.id,
                    MONEY_RECEIPT.c.payer_index.is_not(None),
                    MONEY_RECEIPT.c.payer_index != invoice.payer_index,
                )
            ).all()
            day = clock.local(invoice.country, quittance.issued_at).strftime("%d/%m")
            values = {
                "number": fields["document"], "code": fields["code"], "amount": fields["amount"], "day": day,
                "dial": self._to_check, "label": invoice.label,
            }  # fmt: skip
            self._tell(connection, invoice, "sms.quittance", f"invoice.paid:{invoice.id}", **values)
            for receipt in payers:
                phone = self._payer(receipt)
                self._send(connection, phone, "sms.quittance", f"invoice.paid:{receipt.id}", values)

    def part_paid(self, event: Event) -> None:
        """``invoice.part_paid``: what is paid, what is left."""
        with self._treasury.database.transaction() as connection:
            invoice = _invoice(connection, event.subject)
            receipt = _receipt(connection, event.payload["receipt"])
            if invoice is None or receipt is None:
                return
            self._tell(
                connection, invoice, "sms.part_paid", f"invoice.part_paid:{receipt.id}",
                amount=show(receipt.settled_xof), due=show(invoice.amount_xof - invoice.paid_xof),
            )  # fmt: skip

    def failed(self, event: Event) -> None:
        """``payment.failed``: why, and how to try again; of what is not to be paid any more, that it is not.

        A code that nobody dialled in its day may have been dialled all the same: the statement comes tomorrow.
        """
        state, reason = event.payload.get("state"), event.payload.get("reason")
        with self._treasury.database.transaction() as connection:
            attempt = load(connection, self._treasury.keyring, event.subject)
            if attempt is None:
                return
            if is_closed(connection, attempt.invoice_id):
                self.call_off(connection, attempt.id)
            elif reason != NEVER_DIALLED:
                key, failure = "sms.payment_failed", payment_failures.word(state, reason)
                self._of_attempt(connection, attempt, key, f"{event.topic}:{attempt.id}", failure)
            elif attempt.invoice_state == "open":
                key = "sms.payment_undialled"
                self._of_attempt(connection, attempt, key, f"{event.topic}:{attempt.id}")

    def call_off(self, connection: Connection, attempt_id: str) -> None:
        """What this attempt was to pay is closed: whoever has its code must not dial it any more. Told once."""
        attempt = load(connection, self._treasury.keyring, attempt_id)
        if attempt is not None:
            self._of_attempt(connection, attempt, "sms.payment_closed", f"payment.closed:{attempt.id}")

    def doubtful(self, event: Event) -> None:
        """``payment.doubtful``: do not pay twice."""
        with self._treasury.database.transaction() as connection:
            attempt = load(connection, self._treasury.keyring, event.subject)
            if attempt is not None:
                self._of_attempt(connection, attempt, "sms.payment_late", f"{event.topic}:{attempt.id}")

    def credited(self, event: Event) -> None:
        """``payment.credited``: money above what was due stays the payer's."""
        with self._treasury.database.transaction() as connection:
            receipt = _receipt(connection, event.subject)
            invoice = _invoice(connection, event.payload["invoice"])
            if receipt is None or invoice is None or receipt.payer_sealed is None:
                return
            values = {
                "amount": show(receipt.amount_xof - receipt.settled_xof),
                "reference": spaced(invoice.reference),
            }
            dedupe = f"payment.credited:{receipt.id}"
            self._send(connection, self._payer(receipt), "sms.credit", dedupe, values)

    def refunded(self, event: Event) -> None:
        """``invoice.refunded``: a case that ended badly has its money back."""
        with self._treasury.database.transaction() as connection:
            invoice = invoices.find(connection, event.subject)
            if invoice is not None and invoice.subject_kind == CASE:
                lifecycle.advance(connection, invoice.subject, "remboursee", "payment")

    def for_staff(self, event: Event) -> None:
        """News for people of the service: they find it in `guichet list payments` and `guichet suspense list`."""
        log.warning("money_needs_a_person", topic=event.topic, subject=event.subject)

    def _payer(self, receipt: Row[Any]) -> str:
        return seals.unseal(self._treasury.keyring, "money_receipt.payer", receipt.id, receipt.payer_sealed)

    def _of_attempt(
        self, connection: Connection, attempt: Attempt, key: str, dedupe: str, failure: str = ""
    ) -> None:
        charge = attempt.charge
        language = self._preferences.language_in(connection, charge.phone) or "fr"
        values = {"amount": show(charge.amount_xof), "label": charge.label, "dial": self._to_pay}
        if failure:
            values["reason"] = self._catalogue.text(f"failure.{failure}", language)
        self._send(connection, charge.phone, key, dedupe, values, language)

    def _tell(self, connection: Connection, invoice: Row[Any], key: str, dedupe: str, **values: str) -> None:
        phone = seals.unseal(self._treasury.keyring, "invoice.payer", invoice.id, invoice.payer_sealed)
        self._send(connection, phone, key, dedupe, {"label": invoice.label, "dial": self._to_pay, **values})

    def _send(
        self,
        connection: Connection,
        phone: str,
        key: str,
        dedupe: str,
        values: Mapping[str, str],
        language: str | None = None,
    ) -> None:
        if "label" in values:
            values = {**values, "label": own_title(self._catalogue, values["label"])}
        wanted = self._catalogue.texts.placeholders(key)
        text = self._catalogue.text(
            key, language or self._preferences.language_in(connection, phone) or "fr",
            **{name: value for name, value in values.items() if name in wanted},
        )  # fmt: skip
        messages.queue(
            connection,
            self._treasury.keyring,
            phone=phone,
            text=text,
            purpose=PURPOSES.get(key, key),
            dedupe_key=dedupe,
        )


def _invoice(connection: Connection, invoice_id: str) -> Row[Any] | None:
    return connection.execute(select(INVOICE).where(INVOICE.c.id == invoice_id)).one_or_none()


def _receipt(connection: Connection, receipt_id: object) -> Row[Any] | None:
    return connection.execute(select(MONEY_RECEIPT).where(MONEY_RECEIPT.c.id == receipt_id)).one_or_none()
