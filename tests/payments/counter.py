"""What the tests of charging share: the room wired to a real operator over HTTP, and a look at what was written."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Text, cast, select

from catalogue import accounting_loader
from kernel import clock, outbox
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.egress import Egress
from kernel.outbox import OUTBOX, Event, Later
from payments import receipts
from payments.attempts.starting import start
from payments.books import Books
from payments.charging import Charging
from payments.contract import Rail, RailError
from payments.inbox.handler import Callbacks
from payments.invariants import INVARIANTS
from payments.invoices import Invoice, find, open_invoice
from payments.ledger.tables import LEDGER_JOURNAL
from payments.money import Receipt
from payments.mtn import Mtn, Platform, Product, callback
from payments.orange_merchant import MerchantCode
from payments.polling import Polls, sweep_due
from payments.rails import table
from payments.settlement import Settlement
from payments.tables import MONEY_RECEIPT, PAYMENT_ATTEMPT
from tests.cast import AWA, KOFFI
from tests.payments.mtn_server import MtnServer

KEY = b"reference-key-of-the-tests"
AT = datetime(2026, 2, 7, 14, 5, tzinfo=UTC)
ACCOUNTING = accounting_loader.load()
# Nobody here waits an operator out: what is lost is lost at once.
TIMEOUT_S = 30
CALLBACK = "https://guichet.example.org/payments/mtn/demo/callback"
BJ = {"country": "BJ", "regie": "bj-anip", "revenue_line": "bj-residence", "phone": KOFFI}
ML = {"country": "ML", "regie": "ml-sikasso", "revenue_line": "ml-tdrl", "phone": AWA}


def mtn(server: MtnServer, *others: Platform) -> Mtn:
    product = Product("user=", "key", "subscription")
    here = Platform(server.url, product, disbursement=Product("refunder=", "key", "subscription"))
    egress = Egress([server.url, *(other.base_url for other in others)], allow_private=["127.0.0.0/8"])
    return Mtn(
        egress, [here, *others], callback_url=CALLBACK, fee=lambda amount: amount // 100, timeout_s=TIMEOUT_S
    )


@dataclass
class Counter:
    """The room. ``run`` does what a worker of lane payments does."""

    database: Database
    keyring: Keyring
    rails: dict[str, Rail]
    settlement: Settlement = field(init=False)

    def __post_init__(self) -> None:
        self.settlement = Settlement(self.keyring, KEY, Books(ACCOUNTING))
        self.charging = Charging(self.database, self.keyring, self.rails)
        self.polls = Polls(self.database, self.keyring, self.rails, self.settlement)
        self.callbacks = Callbacks(self.database, self.keyring, self.polls, {"mtn": callback.notices})
        self.handlers = {
            "payment.created": self.charging.charge,
            "payment.poll": self.polls.poll,
            "payment.callback": self.callbacks.take,
        }

    def invoice(self, amount_xof: int = 2000, **changed: Any) -> Invoice:
        words: dict[str, Any] = {
            "subject_kind": "case", "subject": "c-1", "service": 23, "label": "Certificat d'origine", **BJ,
            **changed,
        }  # fmt: skip
        with self.database.transaction() as connection:
            return open_invoice(connection, self.keyring, KEY, amount_xof=amount_xof, at=clock.now(), **words)

    def start(self, invoice: Invoice, rail: str = "mtn", **changed: Any) -> str:
        words = {"phone": KOFFI, "amount_xof": invoice.amount_xof, "at": clock.now(), **changed}
        with self.database.transaction() as connection:
            return start(connection, self.keyring, self.rails, invoice_id=invoice.id, rail=rail, **words)

    def receive(self, operator_id: str, amount_xof: int, **changed: Any) -> Receipt:
        words = {"rail": "orange_merchant", "payer": AWA, "at": clock.now(), **changed}
        with self.database.transaction() as connection:
            return receipts.receive(
                connection,
                self.keyring,
                self.settlement,
                operator_id=operator_id,
                amount_xof=amount_xof,
                **words,
            )

    def run(self) -> list[str]:
        """Do all that is due on lane payments; what is not finished comes back by its own back-off."""
        done = []
        while events := self._claim():
            for event in events:
                done.append(event.topic)
                self._handle(event)
        return done

    def sweep(self) -> int:
        with self.database.transaction() as connection:
            return sweep_due(connection, clock.now(), 100)

    def poll(self) -> list[str]:
        """What the ticker and a worker do at this moment."""
        self.sweep()
        return self.run()

    def attempt(self, attempt_id: str) -> Any:
        with self.database.transaction() as connection:
            return connection.execute(select(PAYMENT_ATTEMPT).where(PAYMENT_ATTEMPT.c.id == attempt_id)).one()

    def read(self, invoice: Invoice) -> Invoice:
        with self.database.transaction() as connection:
            found = find(connection, invoice.id)
        assert found is not None
        return found

    def receipts(self) -> list[Any]:
        """As the ledger has them one after the other: on a day that stands still all are of one instant."""
        posted = LEDGER_JOURNAL.c.idem_key == "receipt:" + cast(MONEY_RECEIPT.c.id, Text)
        query = select(MONEY_RECEIPT).outerjoin(LEDGER_JOURNAL, posted).order_by(LEDGER_JOURNAL.c.id)
        with self.database.transaction() as connection:
            return list(connection.execute(query))

    def news(self, topic: str) -> list[Event]:
        with self.database.transaction() as connection:
            rows = connection.execute(select(OUTBOX).where(OUTBOX.c.topic == topic).order_by(OUTBOX.c.id))
            return [Event(row.id, row.lane, row.topic, row.subject, row.payload, 1) for row in rows]

    def _claim(self) -> list[Event]:
        with self.database.transaction() as connection:
            return outbox.claim(connection, "payments", 10)

    def _handle(self, event: Event) -> None:
        try:
            self.handlers[event.topic](event)
        except Later as later:
            with self.database.transaction() as connection:
                outbox.postpone(connection, event, later.seconds)
        except RailError as error:
            with self.database.transaction() as connection:
                outbox.fail(connection, event, str(error))
        else:
            with self.database.transaction() as connection:
                outbox.finish(connection, event)


def counter(database: Database, keyring: Keyring, server: MtnServer) -> Counter:
    return Counter(
        database, keyring, dict(table([mtn(server), MerchantCode("646116", fee=lambda _amount: 0)]))
    )


def broken(room: Counter) -> dict[str, list[str]]:
    """What must hold and does not; warnings too."""
    with room.database.transaction() as connection:
        found = {check.name: check.broken(connection) for check in INVARIANTS}
    return {name: ids for name, ids in found.items() if ids}
