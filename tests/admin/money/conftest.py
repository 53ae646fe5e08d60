"""A day of money: invoices of Sikasso and of Bamako, money with and without a reference, and who works with it.

Sira collects for the communes of the region of Sikasso, Bakary for Bamako, Adama is the accountant, Oumou audits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from time_machine import Traveller

from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from kernel import clock
from kernel.audit import AUDIT_LOG
from kernel.outbox import OUTBOX
from payments import invoices, receipts
from payments.attempts import moving
from payments.attempts.reading import load
from payments.attempts.starting import start
from payments.invoices import Invoice, open_invoice
from payments.money import Receipt
from payments.tables import PAYMENT_ATTEMPT
from tests.admin.staffed import Browser, hire
from tests.cast import AWA

# Nobody listens there: no test of this room needs an operator's answer.
NOBODY = "http://127.0.0.1:9"
POSTS = {
    "sira": Post(Role.REGISSEUR, "communes-ml", "sikasso"),
    "bakary": Post(Role.REGISSEUR, "communes-ml", "bamako"),
    "koffi": Post(Role.REGISSEUR, "anip-bj"),
    "adama": Post(Role.ACCOUNTANT),
    "oumou": Post(Role.AUDITOR),
    "saran": Post(Role.SUPPORT),
}


@dataclass
class Town:
    """What happens to money outside the console."""

    guichet: Guichet

    def invoice(self, amount_xof: int = 6000, **changed: Any) -> Invoice:
        words: dict[str, Any] = {
            "subject_kind": "tax", "subject": "sikasso:2026:3", "service": 11, "regie": "ml-sikasso",
            "revenue_line": "ml-tdrl", "country": "ML", "phone": AWA, "label": "TDRL 2026", **changed,
        }  # fmt: skip
        with self.guichet.database.transaction() as connection:
            return open_invoice(
                connection, self.guichet.keyring, self.guichet.treasury.reference_key, amount_xof=amount_xof,
                at=clock.now(), **words,
            )  # fmt: skip

    def receive(self, amount_xof: int = 7000, operator_id: str = "MP260209.1", **changed: Any) -> Receipt:
        words: dict[str, Any] = {"rail": "orange_merchant", "payer": AWA, "at": clock.now(), **changed}
        with self.guichet.database.transaction() as connection:
            return receipts.receive(
                connection, self.guichet.keyring, self.guichet.treasury.settlement, operator_id=operator_id,
                amount_xof=amount_xof, **words,
            )  # fmt: skip

    def attempt(self, invoice: Invoice, rail: str = "wave", phone: str = AWA, **changed: Any) -> str:
        """One try to pay; ``changed`` are columns, as the operator's answers would leave them."""
        treasury = self.guichet.treasury
        with self.guichet.database.transaction() as connection:
            attempt_id = start(
                connection, treasury.keyring, treasury.rails, invoice_id=invoice.id, rail=rail, phone=phone,
                amount_xof=invoice.amount_xof, at=clock.now(),
            )  # fmt: skip
            if changed:
                row = PAYMENT_ATTEMPT.c.id == attempt_id
                connection.execute(update(PAYMENT_ATTEMPT).where(row).values(**changed))
        return attempt_id

    def read(self, invoice: Invoice) -> Invoice:
        with self.guichet.database.transaction() as connection:
            found = invoices.find(connection, invoice.id)
        assert found is not None
        return found

    def state(self, attempt_id: str) -> tuple[Any, ...]:
        """The whole row of an attempt."""
        with self.guichet.database.transaction() as connection:
            row = connection.execute(select(PAYMENT_ATTEMPT).where(PAYMENT_ATTEMPT.c.id == attempt_id)).one()
        return tuple(row)

    def end(self, attempt_id: str, state: str, reason: str) -> None:
        """As the operator's answer ends it."""
        with self.guichet.database.transaction() as connection:
            attempt = load(connection, self.guichet.keyring, attempt_id)
            assert attempt is not None
            assert moving.end(connection, attempt, state, reason, clock.now())

    def acts(self, *names: str) -> list[tuple[str, str, str]]:
        """(actor, act, subject) of the trail."""
        columns = (AUDIT_LOG.c.actor, AUDIT_LOG.c.act, AUDIT_LOG.c.subject)
        query = select(*columns).where(AUDIT_LOG.c.act.in_(names)).order_by(AUDIT_LOG.c.id)
        with self.guichet.database.transaction() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def news(self, topic: str) -> list[str]:
        """Subjects of what was published."""
        with self.guichet.database.transaction() as connection:
            return list(connection.execute(select(OUTBOX.c.subject).where(OUTBOX.c.topic == topic)).scalars())


@pytest.fixture
def guichet(guichet: Guichet) -> Guichet:
    """With three operators switched on: one that prompts, one with a page, one whose code the payer dials."""
    on = {
        "mtn_momo_base_url": NOBODY, "wave_base_url": NOBODY, "orange_merchant_code": "646116",
        "mtn_momo_environment": "mtnbenin", "mtn_momo_currency": "XOF",
    }  # fmt: skip
    guichet.settings = guichet.settings.model_copy(update=on)
    return guichet


@pytest.fixture
def town(guichet: Guichet, day: Traveller) -> Town:
    return Town(guichet)


@pytest.fixture
def desk_of(guichet: Guichet, app: Flask, day: Traveller) -> Callable[[str], Browser]:
    """The browser of one of them, past the door."""

    def of(name: str) -> Browser:
        browser = Browser(app, day)
        browser.login(hire(guichet, name, POSTS[name]))
        return browser

    return of
