"""Texts go once nobody needs them; a broadcast under way keeps its recipients."""

from datetime import timedelta

from sqlalchemy import select

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from sms import erasure, inbound, of_person
from sms.broadcasts import deciding
from sms.contract import Inbound
from sms.tables import SMS_INBOUND
from tests.cast import AWA
from tests.sms.broadcasts.sendings import drafted, people


def test_a_message_that_may_still_be_answered_keeps_its_text(database: Database, keyring: Keyring) -> None:
    came = Inbound("test", "m-1", AWA, AWA, "STATUT 1", "36000")
    with database.transaction() as connection:
        inbound.receive(connection, keyring, came, inbound.ignore)
        now = clock.now()
        assert erasure.erase_received(connection, keyring, AWA, now) == 0
        assert erasure.erase_received(connection, keyring, AWA, now + timedelta(hours=2)) == 1
        assert erasure.erase_received(connection, keyring, AWA, now + timedelta(hours=2)) == 0
        (row,) = connection.execute(select(SMS_INBOUND.c.id)).all()
        left = inbound.open_message(connection, keyring, str(row.id))
    assert left is not None
    assert (left.phone, left.text) == (AWA, "")


def test_a_recipient_is_forgotten_when_the_broadcast_has_ended(database: Database, keyring: Keyring) -> None:
    awa, moussa = people(2)
    number = drafted(database, keyring, [awa, moussa])
    with database.transaction() as connection:
        assert erasure.erase_broadcasts(connection, keyring, awa.phone, clock.now()) == 0
        assert len(of_person.broadcasts_to_phone(connection, keyring, awa.phone)) == 1
        deciding.stop(connection, number, by="fatou", at=clock.now())
        assert erasure.erase_broadcasts(connection, keyring, awa.phone, clock.now()) == 1
        assert of_person.broadcasts_to_phone(connection, keyring, awa.phone) == []
        assert len(of_person.broadcasts_to_phone(connection, keyring, moussa.phone)) == 1
