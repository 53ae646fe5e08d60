"""What commands by SMS change beyond the effects of the screens: STOP, START, and a quittance sent again."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from conversation.commands.effects import SendAgain, StartMessages, StopMessages
from gateway.money_port import CODES_AN_HOUR, HOUR_S
from gateway.receipts import Perform
from kernel import clock, ids
from kernel.crypto import Keyring
from kernel.limits import Limits
from kernel.money import show
from kernel.turn import Turn
from payments import quittances, seals
from payments.quittances.quittance import Quittance, opened
from payments.quittances.tables import QUITTANCE
from payments.tables import INVOICE, MONEY_RECEIPT
from sms import optouts

# Who asked for the silence, where providers write their own name.
BY_COMMAND = "command"
NOT_FOUND = {"found": "no"}


class SmsEffects:
    """The performers of ``conversation.commands.effects``."""

    def __init__(self, keyring: Keyring, limits: Limits) -> None:
        self._keyring = keyring
        self._limits = limits

    def performers(self) -> Mapping[type, Perform]:
        """Kind of effect -> the method that does it."""
        return {StopMessages: self._stop, StartMessages: self._start, SendAgain: self._send_again}

    def _stop(self, connection: Connection, turn: Turn, _: StopMessages) -> Mapping[str, str]:
        first = optouts.remember(connection, self._keyring, BY_COMMAND, turn.phone)
        return {"first": "yes" if first else "no"}

    def _start(self, connection: Connection, turn: Turn, _: StartMessages) -> Mapping[str, str]:
        first = optouts.forget(connection, self._keyring, turn.phone)
        return {"first": "yes" if first else "no"}

    def _send_again(self, connection: Connection, turn: Turn, effect: SendAgain) -> Mapping[str, str]:
        found = self._found(connection, effect.reference)
        if found is None:
            return NOT_FOUND
        quittance, invoice = found
        if not (
            self._is_payer(connection, turn, invoice) or self._opens(connection, turn, quittance, effect)
        ):
            return NOT_FOUND
        try:
            copy = quittances.duplicata(connection, quittance.id)
        except LookupError:
            return NOT_FOUND
        return {
            "found": "yes", "copy": str(copy), "number": ids.spaced(quittance.document_number),
            "code": quittance.check_code, "amount": show(quittance.amount_xof), "label": invoice.label,
            "day": clock.local(invoice.country, quittance.issued_at).strftime("%d/%m"),
        }  # fmt: skip

    def _found(self, connection: Connection, reference: str) -> tuple[Quittance, Row[Any]] | None:
        """By the reference that was paid, else by the quittance's own number; voided ones are not sent again."""
        by_reference = select(INVOICE).where(INVOICE.c.reference == reference)
        by_number = select(INVOICE).where(
            INVOICE.c.id.in_(
                select(QUITTANCE.c.invoice_id).where(
                    QUITTANCE.c.document_number == reference, QUITTANCE.c.voided_at.is_(None)
                )
            )
        )
        invoice = (
            connection.execute(by_reference).one_or_none() or connection.execute(by_number).one_or_none()
        )
        if invoice is None:
            return None
        row = connection.execute(
            select(QUITTANCE).where(QUITTANCE.c.invoice_id == invoice.id, QUITTANCE.c.voided_at.is_(None))
        ).one_or_none()
        return None if row is None else (opened(self._keyring, row), invoice)

    def _is_payer(self, connection: Connection, turn: Turn, invoice: Row[Any]) -> bool:
        """Who owed it, or who paid it for somebody else."""
        index = seals.payer_index(self._keyring, turn.phone)
        paid = exists().where(MONEY_RECEIPT.c.invoice_id == invoice.id, MONEY_RECEIPT.c.payer_index == index)
        return bool(invoice.payer_index == index or connection.execute(select(paid)).scalar_one())

    def _opens(self, connection: Connection, turn: Turn, quittance: Quittance, effect: SendAgain) -> bool:
        """Tries are counted with those of VERIF and of the USSD menu: one phone, one guess more nowhere."""
        if not effect.code or not self._limits.allow(
            "quittance-code", turn.phone, CODES_AN_HOUR, HOUR_S, open_when_down=False
        ):
            return False
        seen = quittances.check(connection, self._keyring, quittance.document_number, effect.code)
        return seen.fields is not None
