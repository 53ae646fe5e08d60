"""Paying as the gateway wires it: PostgreSQL, Redis, the payments room, and an operator on a real wire."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import redis as redis_py
from pydantic import SecretStr
from sqlalchemy import select

from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel import clock, outbox
from kernel.database import Database
from kernel.ids import spaced
from kernel.turn import Kind, Screen, TextMode, Turn
from payments import receipts
from payments.invoices import Invoice, open_invoice
from payments.tables import PAYMENT_ATTEMPT
from sms.sealing import phone_index, unseal
from sms.tables import SMS_MESSAGE
from tests.cast import AWA, KOFFI, MOUSSA, session_id
from tests.payments.mtn_server import MtnServer, serving

ORANGE, MTN = "61002", "61603"


@dataclass
class Town:
    """A wired gateway, its operator, and what a worker does when it is rung."""

    guichet: Guichet
    operator: MtnServer

    def work(self) -> None:
        for lane in ("payments", "events"):
            while events := self._claimed(lane):
                for event in events:
                    self.guichet.handlers[event.topic](event)
                    with self.guichet.database.transaction() as connection:
                        outbox.finish(connection, event)

    def approve(self) -> None:
        """The payer types the PIN, and the operator is asked."""
        [reference] = self.operator.charges
        self.operator.approve(reference)
        self.guichet.treasury.polls.ask(reference)
        self.work()

    def transfer(self, operator_id: str, amount_xof: int, payer: str) -> None:
        """Money on the merchant code, which says no more than who and how much."""
        with self.guichet.database.transaction() as connection:
            receipts.receive(
                connection, self.guichet.keyring, self.guichet.treasury.settlement, rail="orange_merchant",
                operator_id=operator_id, amount_xof=amount_xof, payer=payer, at=clock.now(),
            )  # fmt: skip
        self.work()

    def owes(self, phone: str, amount_xof: int) -> Invoice:
        with self.guichet.database.transaction() as connection:
            return open_invoice(
                connection, self.guichet.keyring, b"reference key of the tests", subject_kind="test", subject="1",
                service=23, regie="bj-anip", revenue_line="bj-residence", country="BJ", phone=phone,
                amount_xof=amount_xof, label="Certificat de residence", at=clock.now(),
            )  # fmt: skip

    def attempts(self) -> list[str]:
        with self.guichet.database.transaction() as connection:
            return [row.state for row in connection.execute(select(PAYMENT_ATTEMPT.c.state))]

    def messages(self, phone: str) -> list[str]:
        keyring = self.guichet.keyring
        mine = SMS_MESSAGE.c.phone_index == phone_index(keyring, phone)
        with self.guichet.database.transaction() as connection:
            rows = connection.execute(
                select(SMS_MESSAGE).where(mine).order_by(SMS_MESSAGE.c.created_at)
            ).all()
        return [unseal(keyring, "sms_message", "body_sealed", row.id, row.body_sealed) for row in rows]

    def _claimed(self, lane: str) -> list[outbox.Event]:
        with self.guichet.database.transaction() as connection:
            return outbox.claim(connection, lane, 10)


class Caller:
    """A phone on an operator that accumulates."""

    def __init__(self, town: Town, phone: str, network: str) -> None:
        self.town, self.phone, self.network = town, phone, network
        self.session, self.text, self.last = "", "", Screen("", False, "")

    def dial(self, text: str = "") -> str:
        self.session, self.text = session_id(), text
        return self.send()

    def say(self, *typed: str) -> str:
        for one in typed:
            self.text = f"{self.text}*{one}" if self.text else one
            self.send()
        return self.last.text

    def send(self) -> str:
        kind = Kind.CONTINUE if self.text else Kind.BEGIN
        place = ("ussd", "africastalking", "*384#", self.session, self.phone)
        turn = Turn(*place, kind, TextMode.ACCUMULATED, self.text, network=self.network)
        self.last = self.town.guichet.conversation.converse(turn)
        return self.last.text


@pytest.fixture
def town(database: Database, redis: redis_py.Redis, database_url: str, redis_url: str) -> Iterator[Town]:
    with serving() as operator:
        settings = Settings(
            database_url=SecretStr(database_url), redis_url=SecretStr(redis_url), allow_private=["127.0.0.0/8"],
            mtn_momo_base_url=operator.url, orange_merchant_code="646116",
        )  # fmt: skip
        guichet = build(settings)
        yield Town(guichet, operator)
        guichet.close()


@pytest.fixture
def awa(town: Town) -> Caller:
    return Caller(town, AWA, ORANGE)


@pytest.fixture
def koffi(town: Town) -> Caller:
    return Caller(town, KOFFI, MTN)


def test_a_tax_is_declared_dialled_paid_and_its_quittance_checked_by_a_stranger(
    town: Town, awa: Caller
) -> None:
    awa.dial("2*3")
    assert awa.say("Sikasso", "1", "1").splitlines()[1:3] == [
        f"Sikasso, {clock.now().year}, personnes: 1",
        "A payer: 1 900 F",
    ]
    awa.say("1")
    ways = awa.say("1")
    assert ways.splitlines()[1].startswith("1 Orange Money (frais 19 F)")
    awa.say("1")
    while "1 Confirmer" not in awa.last.text:
        awa.say("98")
    assert awa.say("1").startswith("Composez #144#8*646116*1900*CODE# pour payer 1 900 F. CODE: ")
    assert awa.dial().startswith("Composez #144#8*646116*1900*CODE#")
    town.transfer("MP260207.1405.A00073", 1900, AWA)
    assert "Déjà payée." in awa.dial()
    [sms] = town.messages(AWA)
    found = re.search(r"Quittance (\d\d \d{8} \d\d) code (\d{4}): 1 900 F", sms)
    assert found, sms
    moussa = Caller(town, MOUSSA, ORANGE)
    moussa.dial("3")
    assert moussa.say(found[1]).splitlines()[:2] == [found[1], "Quittance valable"]
    assert "1 900 F" not in moussa.last.text
    assert "1 900 F" in moussa.say(found[2])


def test_a_prompt_is_sent_once_and_its_approval_pays(town: Town, koffi: Caller) -> None:
    """Fault row 35."""
    invoice = town.owes(KOFFI, 2000)
    koffi.dial("2*1*1*1*1")
    assert koffi.last.text.splitlines()[0] == "Payer 2 000 F + frais 20 F = 2 020 F"
    while "1 Confirmer" not in koffi.last.text:
        koffi.say("98")
    end = koffi.say("1")
    assert end.startswith("Tapez votre code secret sur la demande MTN MoMo: 2 000 F + frais 20 F.")
    town.guichet.redis.flushdb()
    assert koffi.send() == end
    town.work()
    assert len(town.operator.charges) == 1
    koffi.dial(f"2*2*{invoice.reference}")
    assert koffi.last.text.startswith(
        "Paiement en cours, ne payez pas deux fois.\nMTN MoMo: 2 000 F, demandé"
    )
    town.approve()
    assert town.attempts() == ["succeeded"]
    koffi.dial(f"2*2*{invoice.reference}")
    assert "Quittance " in koffi.last.text
    assert len(town.messages(KOFFI)) == 1


def test_a_consent_that_comes_too_late_is_told_and_prompts_nobody(town: Town, koffi: Caller) -> None:
    invoice = town.owes(KOFFI, 2000)
    slow = Caller(town, MOUSSA, MTN)
    slow.dial(f"2*2*{invoice.reference}*1*1")
    koffi.dial(f"2*2*{invoice.reference}*1*1")
    for phone in (koffi, slow):
        while "1 Confirmer" not in phone.last.text:
            phone.say("98")
    koffi.say("1")
    assert slow.say("1").startswith("Un paiement est déjà en cours pour cette facture.")
    town.work()
    town.approve()
    slow.dial(f"2*2*{invoice.reference}")
    assert "Déjà payée." in slow.last.text
    assert town.attempts() == ["succeeded"]


def test_a_refused_prompt_may_be_asked_again(town: Town, koffi: Caller) -> None:
    invoice = town.owes(KOFFI, 2000)
    koffi.dial("2*1*1*1*1")
    koffi.say("1")
    town.work()
    [charge] = town.operator.charges
    town.operator.refuse(charge, {"code": "APPROVAL_REJECTED", "message": "no"})
    town.guichet.treasury.polls.ask(charge)
    town.work()
    assert "demande refusée" in town.messages(KOFFI)[0]
    assert koffi.dial().startswith("Guichet")
    koffi.dial(f"2*2*{invoice.reference}")
    assert koffi.last.text.splitlines()[2:4] == ["A payer: 2 000 F", "1 Payer"]


def test_money_without_a_reference_is_claimed_by_its_payer(town: Town, awa: Caller) -> None:
    town.transfer("MP260207.1405.A00074", 875, AWA)
    awa.dial("2*3")
    awa.say("Koutiala", "1", "1", "1")
    reference = awa.last.text.splitlines()[1].removeprefix("Facture ")
    awa.dial("2*4")
    assert awa.say(reference, "mp260207.1405.a00074").startswith("Paiement retrouvé.")
    town.work()
    awa.dial(f"2*2*{reference.replace(' ', '')}")
    assert "Déjà payée." in awa.last.text
    assert len(town.messages(AWA)) == 1


def test_codes_are_tried_five_times_an_hour_and_the_right_one_then_looks_wrong(
    town: Town, koffi: Caller
) -> None:
    town.owes(KOFFI, 2000)
    koffi.dial("2*1*1*1*1")
    koffi.say("1")
    town.work()
    town.approve()
    found = re.search(r"Quittance (\d\d \d{8} \d\d) code (\d{4})", town.messages(KOFFI)[0])
    assert found
    number, code = found[1].replace(" ", ""), found[2]
    wrong = f"{(int(code) + 1) % 10_000:04}"
    moussa = Caller(town, MOUSSA, ORANGE)
    answers = {moussa.dial(f"3*{number}*{wrong}") for _ in range(5)}
    assert [answer.splitlines()[0] for answer in answers] == ["Numéro ou code faux."]
    assert moussa.dial(f"3*{number}*{code}") in answers
    assert moussa.dial(f"3*{number}").splitlines()[:2] == [spaced(number), "Quittance valable"]
    assert koffi.dial(f"3*{number}*{code}").splitlines()[1] == "Quittance valable"
