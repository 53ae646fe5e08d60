"""The console with a worker beside it, and money to look at: Koffi pays a regie of Benin by MTN."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import insert, select

from admin.books import receiving
from admin.people.staff import Post
from admin.roles import Role
from catalogue.accounting_regie import Regie
from gateway.console.books import handlers
from gateway.jobs import drain_with
from gateway.wiring import Guichet
from kernel import clock
from kernel.audit import AUDIT_LOG
from payments import receipts, seals
from payments.invoices import Invoice, open_invoice
from payments.money import Receipt
from payments.tables import PAYMENT_ATTEMPT
from tests.admin.staffed import Browser, Member, hire
from tests.cast import KOFFI

REGIE = "bj-anip"


@pytest.fixture
def app(app: Flask, guichet: Guichet) -> Flask:
    """As it is wired; the worker of the lane has this room's work."""
    hooks = app.before_request_funcs.setdefault("admin", [])
    if receiving.widen not in hooks:
        hooks.insert(1, receiving.widen)
    vars(guichet)["handlers"] = {**guichet.handlers, **handlers(guichet)}
    return app


@dataclass
class Till:
    """What the regie's office has to do with money."""

    guichet: Guichet

    def invoice(self, subject: str, amount_xof: int = 2000, regie: str = REGIE, **changed: str) -> Invoice:
        """One to be paid."""
        words: dict[str, Any] = {
            "country": "BJ",
            "revenue_line": "bj-residence",
            "phone": KOFFI,
            "label": "Certificat",
            **changed,
        }
        treasury = self.guichet.treasury
        with self.guichet.database.transaction() as connection:
            return open_invoice(
                connection, self.guichet.keyring, treasury.reference_key, subject_kind="case", subject=subject,
                service=23, regie=regie, amount_xof=amount_xof, at=clock.now(), **words,
            )  # fmt: skip

    def pay(self, operator_id: str, amount_xof: int = 2000, regie: str = REGIE, **changed: str) -> Receipt:
        """The money of a new invoice."""
        invoice = self.invoice(operator_id, amount_xof, regie, **changed)
        with self.guichet.database.transaction() as connection:
            return receipts.receive(
                connection, self.guichet.keyring, self.guichet.treasury.settlement, operator_id=operator_id,
                amount_xof=amount_xof, rail="mtn", payer=KOFFI, at=clock.now(), reference=invoice.reference,
                country="BJ",
            )  # fmt: skip

    def charge(self, subject: str, amount_xof: int, **changed: str) -> str:
        """A payment asked for that its operator has not answered: as its row stands then."""
        invoice, keyring, number = (
            self.invoice(subject, amount_xof, **changed),
            self.guichet.keyring,
            str(uuid4()),
        )
        with self.guichet.database.transaction() as connection:
            connection.execute(
                insert(PAYMENT_ATTEMPT).values(
                    id=number, invoice_id=invoice.id, rail="mtn", base_url="https://mtn.example", amount_xof=amount_xof,
                    operator_fee_xof=0, state="pending", created_at=clock.now(), next_poll_at=clock.now(),
                    payer_index=seals.payer_index(keyring, KOFFI),
                    payer_sealed=seals.seal(keyring, "payment_attempt.payer", number, KOFFI),
                )
            )  # fmt: skip
        return number

    def work(self) -> None:
        """What the worker of the lane does when it is rung."""
        drain_with(self.guichet, "documents")

    def regie(self, code: str = REGIE) -> Regie:
        return self.guichet.treasury.accounting.regies[code]

    def acts(self, act: str) -> list[dict[str, object]]:
        """The details of one kind of line of the trail."""
        with self.guichet.database.transaction() as connection:
            rows = connection.execute(
                select(AUDIT_LOG.c.detail).where(AUDIT_LOG.c.act == act).order_by(AUDIT_LOG.c.id)
            )
            return [dict(row.detail) for row in rows]


@pytest.fixture
def till(app: Flask, guichet: Guichet) -> Till:
    return Till(guichet)


@pytest.fixture
def enter(app: Flask, guichet: Guichet, browser: Browser) -> Callable[..., Browser]:
    """``enter("accountant")`` or ``enter("regisseur", "anip-bj")``: their browser, past the door."""
    members: dict[str, Member] = {}

    def of(role: str, administration: str | None = None, region: str | None = None) -> Browser:
        name = f"{role}.{administration or 'all'}"
        if name not in members:
            members[name] = hire(guichet, name, Post(Role(role), administration, region))
        mine = Browser(app, browser.day)
        mine.login(members[name])
        return mine

    return of
