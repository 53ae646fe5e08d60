"""What happened to a citizen before they called: cases, bills, tries and money, made as the gateway makes them."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update

from cases import lifecycle
from cases.deposit import Deposited, Request, deposit
from gateway.wiring import Guichet
from kernel import clock
from payments import seals
from payments.invoices import Invoice
from payments.money import Money, Receipt
from payments.tables import PAYMENT_ATTEMPT
from tests.cast import AWA

REFERENCE_KEY = b"r" * 32
ANSWERS = {"exporter_name": "Awa Exports", "rccm": "MA.BKO.2025.B.1"}
CERTIFICATE, TDRL = 17, 11


@dataclass
class Scene:
    """Every amount in whole francs; the phone is Awa's unless said otherwise."""

    guichet: Guichet

    def case(self, phone: str = AWA, state: str | None = None) -> Deposited:
        """A certificate of origin asked of APEX-Mali, moved once when ``state`` says so."""
        request = Request(self.guichet.catalogue.services[CERTIFICATE], phone, ANSWERS, "fr", "orange-ml")
        with self.guichet.database.transaction() as connection:
            done = deposit(connection, self.guichet.keyring, REFERENCE_KEY, request, clock.now())
            if state is not None:
                lifecycle.advance(connection, done.case_id, state, "apex", at=clock.now())
        return done

    def bill(self, case: Deposited, amount_xof: int = 1900, phone: str = AWA) -> Invoice:
        """What is due for a case, under its reference."""
        with self.guichet.database.transaction() as connection:
            return self.guichet.treasury.invoicing.of_case(
                connection, self.guichet.catalogue.services[CERTIFICATE], case_id=case.case_id,
                reference=case.reference, phone=phone, amount_xof=amount_xof, at=clock.now(),
            )  # fmt: skip

    def tax(self, phone: str = AWA) -> Invoice:
        """A tax of the commune of Sikasso, of no case."""
        answers = {"locality": "sikasso", "year": "2026", "persons": "2"}
        with self.guichet.database.transaction() as connection:
            service = self.guichet.catalogue.services[TDRL]
            return self.guichet.treasury.invoicing.of_tax(
                connection, service, answers, phone=phone, at=clock.now()
            )

    def attempt(self, bill: Invoice, state: str = "pending", phone: str = AWA, **changed: Any) -> str:
        """A try, as polls left it: asked again in a minute, to be approved within five."""
        attempt_id, at = str(uuid.uuid4()), clock.now()
        waits = {
            "claimed_at": at,
            "expires_at": at + timedelta(minutes=5),
            "next_poll_at": at + timedelta(minutes=1),
        }
        ended = {"settled_at": at} if state in ("failed", "expired") else {}
        values = {
            "id": attempt_id, "invoice_id": bill.id, "rail": "orange", "base_url": "https://orange.example",
            "payer_index": seals.payer_index(self.guichet.keyring, phone),
            "payer_sealed": seals.seal(self.guichet.keyring, "payment_attempt.payer", attempt_id, phone),
            "amount_xof": bill.amount_xof, "operator_fee_xof": 0, "state": state, "created_at": at,
            **(waits if state in ("claimed", "pending", "unknown") else {}), **ended, **changed,
        }  # fmt: skip
        with self.guichet.database.transaction() as connection:
            connection.execute(insert(PAYMENT_ATTEMPT).values(values))
        return attempt_id

    def left_behind(self, attempt_id: str, **changed: Any) -> None:
        """What became of a try while time went by."""
        with self.guichet.database.transaction() as connection:
            connection.execute(
                update(PAYMENT_ATTEMPT).where(PAYMENT_ATTEMPT.c.id == attempt_id).values(changed)
            )

    def paid(self, bill: Invoice, operator_id: str, amount_xof: int | None = None, **changed: Any) -> Receipt:
        """Money for a bill, settled as a poll settles it: quittance, ledger and news."""
        with self.guichet.database.transaction() as connection:
            money = Money("orange", operator_id, "ML", amount_xof or bill.amount_xof, AWA, clock.now())
            return self.guichet.treasury.settlement.settle(connection, money, invoice_id=bill.id, **changed)

    def lost(self, operator_id: str, amount_xof: int = 7000, phone: str = AWA) -> Receipt:
        """Money that came with no reference."""
        with self.guichet.database.transaction() as connection:
            money = Money("orange", operator_id, "ML", amount_xof, phone, clock.now())
            return self.guichet.treasury.settlement.hold(connection, money)
