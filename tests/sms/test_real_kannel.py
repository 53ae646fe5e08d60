"""A conversation through the real Kannel: bearerbox, smsbox and a fake phone network as processes on loopback."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Row, select

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.egress import Egress
from sms.contract import Handed, Outgoing, Refused
from sms.delivery import Delivery
from sms.inbound import open_message
from sms.kannel.doors import kannel_doors
from sms.kannel.send import Kannel
from sms.outbox import queue
from sms.sealing import unseal
from sms.tables import SMS_INBOUND
from tests.cast import AWA
from tests.sms.cases import event, message
from tests.sms.kannel_box.box import Box, running
from tests.sms.kannel_box.configuration import NUMBER, PASSWORD, USER
from tests.sms.kannel_box.doors import TOKEN, Place, serving
from tests.waiting import until

# The longest text of one answer: smsbox cuts it into two parts of 153.
LONG = "Dossier 26 00000001 12: " + "a" * 200


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """Where our doors are."""
    with serving() as place:
        yield place


@pytest.fixture(scope="module")
def box(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """The real Kannel, told to bring everything to ``place``."""
    with running(tmp_path_factory.mktemp("kannel"), place.get_url) as box:
        yield box


@pytest.fixture
def kannel(box: Box, place: Place) -> Kannel:
    """Our way out through it."""
    return Kannel(
        base_url=box.url,
        username=USER,
        password=PASSWORD,
        sender=NUMBER,
        reports_url=f"{place.doors}/reports",
        egress=Egress([box.url], allow_private={"127.0.0.0/8"}),
    )


@pytest.fixture
def answered(place: Place, database: Database, keyring: Keyring) -> list[str]:
    """Our doors are open, and every SMS is answered with one of ours; their ids, in the order of the SMS."""
    ids: list[str] = []

    def on_inbound(connection: Connection, message_id: str) -> None:
        said = open_message(connection, keyring, message_id)
        assert said is not None
        text = f"Recu: {said.text}"
        ids.append(queue(connection, keyring, phone=said.phone, text=text, purpose="case.moved"))

    app = Flask("kannel")
    app.register_blueprint(kannel_doors(database, keyring, TOKEN, on_inbound))
    place.app, place.fails = app, 0
    place.asked.clear()
    return ids


def arrived(database: Database, keyring: Keyring) -> list[str]:
    """The texts that our door stored, as soon as there is one: with it the answer is committed."""
    until(lambda: bool(_inbound(database)), what="inbound SMS")
    return [
        unseal(keyring, "sms_inbound", "body_sealed", row.id, row.body_sealed) for row in _inbound(database)
    ]


def _inbound(database: Database) -> Sequence[Row[Any]]:
    with database.transaction() as connection:
        return connection.execute(select(SMS_INBOUND)).all()


def test_a_citizen_writes_is_answered_and_the_answer_is_reported_delivered(
    box: Box, kannel: Kannel, answered: list[str], database: Database, keyring: Keyring
) -> None:
    with box.phone() as phone:
        phone.send(f"{AWA} {NUMBER} text SUIVI été 26 00000001 12")
        assert arrived(database, keyring) == ["SUIVI été 26 00000001 12"]
        Delivery(database, keyring, {"kannel": kannel}).deliver(event(answered[0]))
        until(lambda: phone.heard(f"{NUMBER} {AWA} text Recu: SUIVI été 26 00000001 12"), what="answer")
        until(lambda: message(database, answered[0]).state == "delivered", what="report")


def test_an_sms_in_ucs_2_keeps_its_letters(
    box: Box, answered: list[str], database: Database, keyring: Keyring
) -> None:
    with box.phone() as phone:
        phone.send(f"{AWA} {NUMBER} ucs2 %02%5B%00%20%01%4B")
        assert arrived(database, keyring) == ["ɛ ŋ"]


def test_an_sms_that_our_door_could_not_store_comes_again_and_is_stored_once(
    box: Box, place: Place, answered: list[str], database: Database, keyring: Keyring
) -> None:
    place.fails = 1
    with box.phone() as phone:
        phone.send(f"{AWA} {NUMBER} text AIDE")
        assert arrived(database, keyring) == ["AIDE"]
        assert len(place.at("inbound")) == 2
        assert not phone.heard("Could not fetch")


def test_the_parts_of_a_long_sms_are_joined_in_order(
    box: Box, answered: list[str], database: Database, keyring: Keyring
) -> None:
    """bearerbox joins them (sms-combine-concatenated-mo, on by default), the last one first too."""
    with box.phone() as phone:
        phone.send(f"{AWA} {NUMBER} udh-text %05%00%03%CC%02%02 26 00000001 12")
        phone.send(f"{AWA} {NUMBER} udh-text %05%00%03%CC%02%01 SUIVI ")
        assert arrived(database, keyring) == ["SUIVI 26 00000001 12"]


def test_a_message_handed_over_while_the_phone_network_is_away_is_delivered_when_it_is_back(
    box: Box, kannel: Kannel, answered: list[str], database: Database, keyring: Keyring
) -> None:
    with database.transaction() as connection:
        sent = queue(connection, keyring, phone=AWA, text=LONG, purpose="case.moved")
    Delivery(database, keyring, {"kannel": kannel}).deliver(event(sent))
    assert message(database, sent).state == "sent"
    with box.phone() as phone:
        until(lambda: message(database, sent).state == "delivered", what="report")
        until(lambda: phone.text().count("udh %05%00%03") == 2, what="two parts")


@pytest.mark.parametrize(
    ("text", "shown"), [("été à 5 €", "text été à 5 €"), ("Fɔ", "ucs-2 %00F%02T")], ids=["GSM-7", "UCS-2"]
)
def test_what_is_sent_arrives_letter_by_letter(
    box: Box, kannel: Kannel, answered: list[str], text: str, shown: str
) -> None:
    with box.phone() as phone:
        handed = kannel.send(Outgoing("7b0e6a34-94cf-4c4f-8f43-1f6ab2e0a001", AWA, text))
        assert isinstance(handed, Handed)
        until(lambda: phone.heard(shown), what=shown)


def test_a_number_that_kannel_cannot_read_is_not_sent_again(kannel: Kannel, answered: list[str]) -> None:
    with pytest.raises(Refused):
        kannel.send(Outgoing("7b0e6a34-94cf-4c4f-8f43-1f6ab2e0a002", "", "Bonjour"))
