"""A wired gateway that answers SMS, an operator on a real wire, and phones that text."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from pydantic import SecretStr
from sqlalchemy import func, select

from gateway.settings import Settings
from gateway.sms_commands import arrived
from gateway.sms_dialogues import SMS_ANSWER
from gateway.wiring import Guichet, build
from kernel import clock, outbox
from kernel.outbox import OUTBOX, Event, Later
from payments.invoices import Invoice, open_invoice
from payments.tables import PAYMENT_ATTEMPT
from sms import inbound
from sms.contract import Inbound
from sms.sealing import phone_index, unseal
from sms.tables import SMS_MESSAGE
from tests.cast import AWA
from tests.payments.mtn_server import MtnServer, serving

OURS = "36000"
_ids = count(1)


@dataclass
class Town:
    """``moved`` keeps the cases that went on; ``errors`` what a handler raised."""

    guichet: Guichet
    operator: MtnServer
    errors: list[BaseException] = field(default_factory=list)

    def post(self, phone: str | None, text: str, recipient: str = OURS) -> None:
        """What a provider posts."""
        message = Inbound("test", f"m-{next(_ids)}", phone or "ORANGE", phone, text, recipient)
        with self.guichet.database.transaction() as connection:
            inbound.receive(connection, self.guichet.keyring, message, arrived)

    def text(self, text: str, phone: str = AWA, recipient: str = OURS) -> str:
        """The answer that was queued, "" for silence."""
        before = len(self.answers(phone))
        self.post(phone, text, recipient)
        self.work()
        return "".join(self.answers(phone)[before:])

    def work(self, lanes: tuple[str, ...] = ("events", "payments", "events")) -> None:
        for lane in lanes:
            while events := self.claimed(lane):
                for event in events:
                    self.handle(event)
                    with self.guichet.database.transaction() as connection:
                        outbox.finish(connection, event)

    def handle(self, event: Event) -> None:
        self.guichet.handlers[event.topic](event)

    def claimed(self, lane: str) -> list[Event]:
        with self.guichet.database.transaction() as connection:
            return outbox.claim(connection, lane, 50)

    def at_once(self, events: list[Event]) -> None:
        """Several workers, each trying again as the outbox would."""

        def worker(event: Event) -> None:
            for _ in range(20):
                try:
                    self.handle(event)
                except Later:
                    continue
                except BaseException as error:  # noqa: BLE001 - the test reads it
                    self.errors.append(error)
                return

        threads = [threading.Thread(target=worker, args=(event,)) for event in events]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)

    def answers(self, phone: str = AWA, purpose: str = "") -> list[str]:
        keyring = self.guichet.keyring
        query = select(SMS_MESSAGE).where(SMS_MESSAGE.c.phone_index == phone_index(keyring, phone))
        if purpose:
            query = query.where(SMS_MESSAGE.c.purpose == purpose)
        with self.guichet.database.transaction() as connection:
            rows = connection.execute(query.order_by(SMS_MESSAGE.c.created_at)).all()
        return [unseal(keyring, "sms_message", "body_sealed", row.id, row.body_sealed) for row in rows]

    def kinds(self) -> list[str]:
        with self.guichet.database.transaction() as connection:
            return list(connection.execute(select(SMS_ANSWER.c.kind).order_by(SMS_ANSWER.c.at)).scalars())

    def waiting(self) -> int:
        """Rows of the outbox that are due, in any lane but the messages' own."""
        with self.guichet.database.transaction() as connection:
            open_ = OUTBOX.c.done_at.is_(None) & OUTBOX.c.lane.not_in(("sms", "sms_news"))
            return connection.execute(select(func.count()).where(open_)).scalar_one()

    def owes(self, phone: str, amount_xof: int, country: str = "BJ") -> Invoice:
        with self.guichet.database.transaction() as connection:
            return open_invoice(
                connection, self.guichet.keyring, b"reference key of the tests", subject_kind="test", subject="1",
                service=23, regie="bj-anip", revenue_line="bj-residence", country=country, phone=phone,
                amount_xof=amount_xof, label="Certificat de residence", at=clock.now(),
            )  # fmt: skip

    def attempts(self) -> list[str]:
        with self.guichet.database.transaction() as connection:
            return [row.state for row in connection.execute(select(PAYMENT_ATTEMPT.c.state))]

    def approve(self) -> None:
        """The payer types the PIN, and the operator is asked."""
        [reference] = self.operator.charges
        self.operator.approve(reference)
        self.guichet.treasury.polls.ask(reference)
        self.work()


@contextmanager
def town(database_url: str, redis_url: str) -> Iterator[Town]:
    with serving() as operator:
        settings = Settings(
            database_url=SecretStr(database_url), redis_url=SecretStr(redis_url), allow_private=["127.0.0.0/8"],
            mtn_momo_base_url=operator.url, orange_merchant_code="646116", sms_quiet_hours="",
        )  # fmt: skip
        guichet = build(settings)
        try:
            yield Town(guichet, operator)
        finally:
            guichet.close()
