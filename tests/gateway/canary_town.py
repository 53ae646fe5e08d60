"""A whole gateway behind its own doors, with an administration, an operator and a provider on real wires."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from werkzeug.test import Client, TestResponse

from gateway.demo import documents as seal_demo
from gateway.front import application
from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel import clock, ids, outbox
from kernel.outbox import Later
from payments.invoices import Invoice, open_invoice
from sms.sealing import phone_index, unseal
from sms.tables import SMS_MESSAGE
from tests.apex_server import ApexServer
from tests.apex_server import serving as apex
from tests.cast import CODE, session_id
from tests.conversation.test_on_real_ground import THUMB_S
from tests.gateway.canaries import CODE_OF_PAPERS, CODES
from tests.payments.mtn_server import MtnServer
from tests.payments.mtn_server import serving as mtn
from tests.sms.africastalking_wire import Answer, Wire, line, recipients
from tests.sms.africastalking_wire import serving as africastalking
from verification.registry import codes
from verification.registry.papers import Paper, find, list_documents

HOST = "v.guichet.example"
LANES = ("administrations", "payments", "events", "documents", "events", "sms", "sms_news")
_ids = count(1)


@dataclass
class Handset:
    """A phone whose operator sends everything typed so far."""

    client: Client
    phone: str
    network: str
    session: str = ""
    typed: str = ""
    screen: str = ""

    def dial(self, *typed: str) -> str:
        self.session, self.typed = session_id(), ""
        self.send()
        return self.say(*typed)

    def say(self, *typed: str) -> str:
        for one in typed:
            self.typed = f"{self.typed}*{one}" if self.typed else one
            self.send()
        return self.screen

    def until(self, words: str) -> None:
        """Turn pages."""
        for _ in range(9):
            if words in self.screen:
                return
            self.say("98")
        raise AssertionError(self.screen)

    def send(self) -> None:
        threading.Event().wait(THUMB_S)
        fields = {"sessionId": self.session, "phoneNumber": self.phone, "serviceCode": CODE, "text": self.typed,
                  "networkCode": self.network}  # fmt: skip
        self.screen = self.client.post("/ussd/africastalking/demo", data=fields).text


@dataclass
class CanaryTown:
    """``raised`` is what handlers failed with, as a worker would write it down."""

    guichet: Guichet
    apex: ApexServer
    mtn: MtnServer
    provider: Wire
    raised: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = Client(application(self.guichet))

    def phone(self, number: str, network: str) -> Handset:
        return Handset(self.client, number, network)

    def sms(self, sender: str, words: str) -> TestResponse:
        fields = {
            "id": f"in-{next(_ids)}",
            "from": sender,
            "to": "36555",
            "text": words,
            "date": "2026-11-21",
        }
        return self.client.post("/sms/africastalking/demo/inbound", data=fields)

    def told(self, reference: str) -> TestResponse:
        """What the operator posts when a charge ends."""
        body = json.dumps(self.mtn.status(reference))
        return self.client.put("/payments/mtn/demo/callback", data=body, content_type="application/json")

    def pushed(self, reference: str, **data: Any) -> TestResponse:
        """What the administration pushes."""
        event = {
            "specversion": "1.0", "id": f"e-{next(_ids)}", "source": "/administrations/apex", "subject": reference,
            "type": "ml.apex.demande.statut.v1", "time": clock.now().isoformat(), "datacontenttype": "application/json",
            "data": {"fileId": self.apex.files[reference]["fileId"], **data},
        }  # fmt: skip
        return self.client.post(
            "/partner/events", data=json.dumps(event), content_type="application/cloudevents+json",
            headers={"Authorization": "Bearer demo"},
        )  # fmt: skip

    def owes(self, phone: str, amount_xof: int) -> Invoice:
        parts = self.guichet
        with parts.database.transaction() as connection:
            return open_invoice(
                connection, parts.keyring, parts.treasury.reference_key, subject_kind="counter", subject="1",
                service=23, regie="bj-anip", revenue_line="bj-residence", country="BJ", phone=phone,
                amount_xof=amount_xof, label="Certificat de residence", at=clock.now(),
            )  # fmt: skip

    def work(self, *lanes: str) -> None:
        """What the workers do; what fails is kept and left for later, as the outbox does."""
        for lane in lanes or LANES:
            with self.guichet.database.transaction() as connection:
                events = outbox.claim(connection, lane, 50)
            for event in events:
                try:
                    self.guichet.handlers[event.topic](event)
                except (Later, Exception) as error:  # noqa: BLE001 - the test reads what was raised
                    self.raised.append(error)
                    continue
                with self.guichet.database.transaction() as connection:
                    outbox.finish(connection, event)

    def received(self, phone: str) -> list[str]:
        """The messages to this phone, in clear."""
        keyring = self.guichet.keyring
        with self.guichet.database.transaction() as connection:
            rows = connection.execute(
                SMS_MESSAGE.select().where(SMS_MESSAGE.c.phone_index == phone_index(keyring, phone))
            ).all()
        return [unseal(keyring, "sms_message", "body_sealed", row.id, row.body_sealed) for row in rows]

    def papers(self) -> list[Paper]:
        """Every sealed document, opened."""
        seals = self.guichet.sealed.seals
        with self.guichet.database.transaction() as connection:
            numbers = [row["number"] for row in list_documents(connection)]
            papers = [find(connection, seals.keyring, seals.code_key, number) for number in numbers]
        return [paper for paper in papers if paper]

    @contextmanager
    def refusing(self, *tables: str) -> Iterator[None]:
        """PostgreSQL refuses every new row of these tables, and quotes it in its complaint."""
        for table in tables:
            self._run(f"ALTER TABLE {table} ADD CONSTRAINT canary CHECK (false) NOT VALID")
        try:
            yield
        finally:
            for table in tables:
                self._run(f"ALTER TABLE {table} DROP CONSTRAINT canary")

    def _run(self, statement: str) -> None:
        with self.guichet.database.transaction() as connection:
            connection.execute(text(statement))


def _answers() -> list[Answer]:
    """More than are asked for, each with an id of its own."""
    return [recipients(line(message_id=f"ATXid_{number}")) for number in range(1, 100)]


@contextmanager
def canary_town(database_url: str, redis_url: str, folder: Path) -> Iterator[CanaryTown]:
    drawn = cycle(CODES)
    with (
        apex() as office,
        mtn() as operator,
        africastalking(*_answers()) as provider,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(ids, "new_code", lambda: next(drawn))
        patch.setattr(codes, "code_of", lambda _key, _number: CODE_OF_PAPERS)
        settings = Settings(
            database_url=SecretStr(database_url), redis_url=SecretStr(redis_url), data_dir=folder,
            seal_keys_dir=folder / "keys", verify_host=HOST, public_url="https://guichet.example",
            apex_base_url=office.url, mtn_momo_base_url=operator.url, africastalking_base_url=provider.url,
            orange_merchant_code="646116", sms_quiet_hours="",
        )  # fmt: skip
        guichet = build(settings)
        seal_demo.keys(guichet.sealed.seals, clock.now())
        try:
            yield CanaryTown(guichet, office, operator, provider)
        finally:
            guichet.close()
