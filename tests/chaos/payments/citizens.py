"""Who pays, how, and what they try again: invoices opened, charges approved or not, codes dialled, forgers."""

import hashlib
import json
from dataclasses import dataclass, field
from random import Random

from payments import receipts
from payments.attempts.starting import start
from payments.errors import NotStarted
from payments.inbox.store import store
from payments.invoices import Invoice, find, open_invoice
from tests.chaos.payments import faults
from tests.chaos.payments.account_book import AccountBook, Transaction
from tests.chaos.payments.agenda import Agenda
from tests.chaos.payments.operator import Held, Operator
from tests.chaos.payments.room import KEY, KEYRING, Room

ARRIVALS_S = 900
# On average, with the phone in the hand; what "slow" and "ignored" add is in `faults.py`.
APPROVES_S = 20
DIALLED_SHARE = 0.12
AMOUNTS = (100, 875, 1500, 1900, 2000, 3000, 6000, 25000)
TRIES_MAX = 4
BJ = (("bj-anip", "bj-residence"),)
ML = (("ml-sikasso", "ml-tdrl"), ("ml-koutiala", "ml-tdrl"), ("ml-bamako-c1", "ml-tdrl"))


@dataclass
class Due:
    """One invoice of the run and its payer."""

    invoice: Invoice
    phone: str
    rail: str
    tries: int = 0
    attempts: list[str] = field(default_factory=list)


class Citizens:
    """Everything they do is put on the agenda; ``dues`` is all they had to pay."""

    def __init__(
        self, rng: Random, agenda: Agenda, room: Room, operator: Operator, book: AccountBook
    ) -> None:
        self._rng, self._agenda, self._room, self._operator, self._book = rng, agenda, room, operator, book
        self.dues: list[Due] = []
        operator.on_taken = self.prompted

    def arrive(self, number: int) -> None:
        """One more payer, some time in the first quarter of an hour."""
        rail = "orange_merchant" if self._rng.random() < DIALLED_SHARE else "mtn"
        phone = f"+2237{number:07}" if rail == "orange_merchant" else f"+2290197{number:06}"
        self._agenda.after(self._rng.uniform(0, ARRIVALS_S), lambda: self._open(rail, phone))

    def prompted(self, held: Held, how: str) -> None:
        """The handset rings: what the payer will do is drawn now and done later."""
        fate = "approved" if how == "paid_before_reply" else faults.draw(self._rng, faults.FATE)
        if how == "paid_before_reply":
            self._decide(held, fate)
            self._callback(held, 0)
            self._room.another_worker(held.charge.attempt_id)
            return
        wait = {"ignored": 300.0, "slow": self._rng.uniform(1200, 10800)}.get(fate) or self._rng.expovariate(
            1 / APPROVES_S
        )
        self._agenda.after(wait + 1, lambda: self._decide(held, fate))

    def _open(self, rail: str, phone: str) -> None:
        country, places = ("ML", ML) if rail == "orange_merchant" else ("BJ", BJ)
        regie, line = self._rng.choice(places)
        amount = self._rng.choice(AMOUNTS)
        with self._room.database.transaction() as connection:
            invoice = open_invoice(
                connection, KEYRING, KEY, subject_kind="case", subject=phone, service=23, regie=regie,
                revenue_line=line, country=country, phone=phone, amount_xof=amount, label="Certificat",
                at=self._agenda.now,
            )  # fmt: skip
        due = Due(invoice, phone, rail)
        self.dues.append(due)
        self._try(due)

    def _try(self, due: Due) -> None:
        """Begin, look again later, and begin anew while it is not paid."""
        due.tries += 1
        self._room.once("start", lambda: self._start(due))
        if self._rng.random() < faults.FORGED:
            self._agenda.after(self._rng.uniform(1, 200), lambda: self._forge(due))
        if due.rail == "orange_merchant":
            self._dial(due)
        elif due.tries < TRIES_MAX and self._rng.random() < 0.7:
            self._agenda.after(self._rng.uniform(30, 1500), lambda: self._again(due))

    def _again(self, due: Due) -> None:
        with self._room.database.transaction() as connection:
            invoice = find(connection, due.invoice.id)
        if invoice is not None and invoice.state == "open":
            self._try(due)

    def _start(self, due: Due) -> None:
        # A retry of the same tap carries the same key: it may come twice, and begins one attempt.
        key = f"{due.invoice.id}-{due.tries}"
        for _ in range(2 if self._rng.random() < faults.REPEATED_ROW else 1):
            try:
                with self._room.database.transaction() as connection:
                    attempt = start(
                        connection, KEYRING, self._room.rails, invoice_id=due.invoice.id, rail=due.rail,
                        phone=due.phone, amount_xof=due.invoice.amount_xof, at=self._agenda.now, key=key,
                    )  # fmt: skip
            except NotStarted:
                return
            due.attempts.append(attempt)

    def _decide(self, held: Held, fate: str) -> None:
        amount = held.charge.amount_xof
        if fate in ("refused", "ignored"):
            self._operator.decide(held, "failed" if fate == "refused" else "expired")
            if self._rng.random() < faults.LATE_SUCCESS:
                self._agenda.after(self._rng.uniform(30, 7200), lambda: self._decide(held, "approved"))
        else:
            self._operator.decide(held, "succeeded", amount - 50 if fate == "other_amount" else None)
        if fate == "debited_twice":
            reference = held.charge.invoice_reference
            self._book.debit("mtn", reference, reference, held.charge.phone, amount, self._agenda.now)
        for delay in faults.draw_delays(self._rng):
            self._callback(held, delay)

    def _dial(self, due: Due) -> None:
        what = faults.draw(self._rng, faults.DIALLED)
        if what == "never":
            return
        amount = due.invoice.amount_xof + (100 if what == "other_amount" else 0)
        phone = f"{due.phone[:-7]}{self._rng.randrange(10**7):07}" if what == "other_phone" else due.phone
        for _ in range(2 if what == "twice" else 1):
            self._agenda.after(self._rng.uniform(20, 5400), lambda: self._dialled(due, phone, amount))

    def _dialled(self, due: Due, phone: str, amount: int) -> None:
        one = self._book.debit(due.rail, due.invoice.reference, None, phone, amount, self._agenda.now)
        for delay in (1.0, 1.0) if self._rng.random() < 0.2 else (1.0,):
            self._agenda.after(delay, lambda: self.tell(one, "ML"))

    def tell(self, one: Transaction, country: str) -> None:
        """The operator names a debit, by a notification or on its statement, until it is taken."""

        def told() -> None:
            with self._room.database.transaction() as connection:
                receipts.receive(
                    connection, KEYRING, self._room.settlement, rail=one.rail, operator_id=one.id,
                    amount_xof=one.amount_xof, payer=one.payer, at=one.at, reference=one.reference, country=country,
                )  # fmt: skip

        if not self._room.once("receive", told):
            self._agenda.after(60, lambda: self.tell(one, country))

    def _callback(self, held: Held, delay: float) -> None:
        raw = json.dumps(self._body(held)).encode()
        paid = held if held.transaction is not None else None
        self._agenda.after(delay, lambda: self._post(raw, paid))

    def _post(self, raw: bytes, paid: Held | None = None) -> None:
        """To the door; ``paid`` is the charge of whose money it tells."""

        def posted() -> None:
            with self._room.database.transaction() as connection:
                new = store(connection, KEYRING, rail="mtn", raw=raw)
            if new and paid is not None:
                paid.told.append((self._agenda.now, hashlib.sha256(raw).hexdigest()))

        if not self._room.once("callback door", posted):
            # Not answered, so the operator posts it again.
            self._agenda.after(30, lambda: self._post(raw, paid))

    def _body(self, held: Held) -> dict[str, object]:
        charge, one = held.charge, held.transaction
        states = {"succeeded": "SUCCESSFUL", "failed": "FAILED", "expired": "FAILED"}
        return {
            "externalId": charge.invoice_reference, "amount": str(one.amount_xof if one else charge.amount_xof),
            "currency": "XOF", "payer": {"partyIdType": "MSISDN", "partyId": charge.phone.lstrip("+")},
            "status": states.get(held.state, "PENDING"), **({"financialTransactionId": one.id} if one else {}),
        }  # fmt: skip

    def _forge(self, due: Due) -> None:
        """Somebody posts that it is paid: with the right words, or with wrong ones."""
        amount = self._rng.choice((due.invoice.amount_xof, 1))
        body: dict[str, object] = {
            "externalId": due.invoice.reference, "amount": str(amount), "currency": "XOF", "status": "SUCCESSFUL",
            "financialTransactionId": f"F-{self._rng.randrange(10**9)}",
        }  # fmt: skip
        self._post(json.dumps(body).encode())
