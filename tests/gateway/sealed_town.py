"""A wired gateway with keys of its own, whose lane "documents" a test works off by hand."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import text

from cases import lifecycle
from cases.deposit import Request, deposit
from gateway.demo import documents as seal_demo
from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel import clock, outbox
from kernel.outbox import Event, Later
from payments import receipts
from payments.invoices import Invoice, open_invoice
from sms.sealing import unseal
from sms.tables import SMS_MESSAGE
from tests.cast import AWA, KOFFI
from verification.registry.papers import Paper, list_documents
from verification.registry.papers import find as find_paper

HOST = "v.guichet.example"
LANES = ("events", "documents", "events", "documents")


@dataclass
class SealedTown:
    """``held`` are the rows whose handlers asked to be called again or failed, with what they raised."""

    guichet: Guichet
    held: list[tuple[Event, BaseException]]

    def granted(self, answers: Mapping[str, str] | None = None, phone: str = AWA) -> str:
        """A certificate of origin that APEX made available; the case's id."""
        parts, at = self.guichet, clock.now()
        service = parts.catalogue.services[17].model_copy(update={"deposit": "open"})
        given = {**seal_demo.CERTIFICATE, **(answers or {})}
        request = Request(service=service, phone=phone, answers=given, language="fr", network="")
        with parts.database.transaction() as connection:
            done = deposit(connection, parts.keyring, parts.treasury.reference_key, request, at)
            for state in ("en_verification", "disponible"):
                lifecycle.advance(connection, done.case_id, state, "apex", announce=state == "disponible")
            # What files the case at the administration is not this town's.
            connection.execute(text("UPDATE outbox SET done_at = now() WHERE topic = 'case.deposited'"))
        return str(done.case_id)

    def paid(self, amount: int = 2000, operator_id: str = "A") -> Invoice:
        """An invoice of Benin that MTN's money paid."""
        parts = self.guichet
        with parts.database.transaction() as connection:
            invoice = open_invoice(
                connection, parts.keyring, parts.treasury.reference_key, subject_kind="counter", subject=operator_id,
                service=23, regie="bj-anip", revenue_line="bj-residence", country="BJ", phone=KOFFI,
                amount_xof=amount, label="Certificat de residence", at=clock.now(),
            )  # fmt: skip
            receipts.receive(
                connection, parts.keyring, parts.treasury.settlement, rail="mtn", operator_id=operator_id,
                amount_xof=amount, payer=KOFFI, at=clock.now(), reference=invoice.reference, country="BJ",
            )  # fmt: skip
        return invoice

    def work(self, *lanes: str) -> None:
        """Handle what is due; what fails is kept in ``held``."""
        for lane in lanes or LANES:
            for event in self.claimed(lane):
                try:
                    self.guichet.handlers[event.topic](event)
                except (Later, Exception) as error:  # noqa: BLE001 - the tests look at what was raised
                    self.held.append((event, error))
                    continue
                with self.guichet.database.transaction() as connection:
                    outbox.finish(connection, event)

    def claimed(self, lane: str) -> list[Event]:
        with self.guichet.database.transaction() as connection:
            return outbox.claim(connection, lane, 50)

    def documents(self) -> list[Paper]:
        """Every document, opened, oldest first."""
        seals = self.guichet.sealed.seals
        with self.guichet.database.transaction() as connection:
            found = [
                find_paper(connection, seals.keyring, seals.code_key, row["number"])
                for row in list_documents(connection)
            ]
        return sorted((paper for paper in found if paper), key=lambda paper: (paper.issued_at, paper.cause))

    def messages(self, purpose: str = "sms.document") -> list[str]:
        """The SMS of this purpose, in clear."""
        parts = self.guichet
        with parts.database.transaction() as connection:
            rows = connection.execute(SMS_MESSAGE.select().order_by(SMS_MESSAGE.c.created_at)).all()
        return [
            unseal(parts.keyring, "sms_message", "body_sealed", row.id, row.body_sealed)
            for row in rows
            if row.purpose == purpose
        ]

    def told(self) -> tuple[str, str]:
        """Number and code of the last announced document."""
        found = re.search(r"([\d ]{14}) code (\d{4})", self.messages()[-1])
        assert found
        return found.group(1).replace(" ", ""), found.group(2)

    def count(self, what: str) -> int:
        with self.guichet.database.transaction() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())  # noqa: S608

    def keys(self, at: datetime | None = None) -> None:
        """As the first start of a demo makes them."""
        seal_demo.keys(self.guichet.sealed.seals, at or clock.now())


@contextmanager
def sealed_town(
    database_url: str, redis_url: str, folder: Path, *, keys: bool = True
) -> Iterator[SealedTown]:
    settings = Settings(
        database_url=SecretStr(database_url), redis_url=SecretStr(redis_url), data_dir=folder,
        seal_keys_dir=folder / "keys", verify_host=HOST, public_url="https://guichet.example",
    )  # fmt: skip
    guichet = build(settings)
    town = SealedTown(guichet, [])
    try:
        if keys:
            town.keys()
        yield town
    finally:
        guichet.close()
