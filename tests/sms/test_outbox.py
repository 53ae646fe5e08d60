"""What it takes to be queued."""

from typing import Any

import pytest
from sqlalchemy import func, select

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.phone import PhoneRefused
from sms.outbox import PARTS_MAX, TextRefused, queue
from sms.sealing import unseal
from sms.tables import SMS_MESSAGE
from tests.cast import AWA
from tests.sms.cases import bells, message


def _queue(database: Database, keyring: Keyring, **more: Any) -> str:
    with database.transaction() as connection:
        return queue(connection, keyring, **({"phone": AWA, "text": "Bonjour", "purpose": "test"} | more))


def test_a_queued_message_rings_once_and_is_sealed(database: Database, keyring: Keyring) -> None:
    message_id = _queue(database, keyring)
    row = message(database, message_id)
    assert (row.state, row.parts, row.encoding, bells(database, message_id)) == ("queued", 1, "GSM-7", 1)
    assert b"Bonjour" not in row.body_sealed
    assert AWA.encode() not in row.phone_sealed


def test_the_text_is_folded_so_that_it_costs_one_part(database: Database, keyring: Keyring) -> None:
    row = message(database, _queue(database, keyring, text="Reçu n° 5 : prêt à être retiré… " + "x" * 110))
    body = unseal(keyring, "sms_message", "body_sealed", row.id, row.body_sealed)
    assert body.startswith("Recu no 5 : pret à etre retiré... ")
    assert (row.parts, row.encoding) == (1, "GSM-7")


def test_a_text_of_161_septets_is_two_parts(database: Database, keyring: Keyring) -> None:
    assert message(database, _queue(database, keyring, text="x" * 161)).parts == 2


def test_the_same_key_is_the_same_message(database: Database, keyring: Keyring) -> None:
    first = _queue(database, keyring, dedupe_key="case:1:moved:3")
    assert _queue(database, keyring, dedupe_key="case:1:moved:3", text="Autre") == first
    assert _queue(database, keyring, dedupe_key="case:1:moved:4") != first
    assert bells(database, first) == 1


def test_a_rollback_takes_the_message_and_its_bell_back(database: Database, keyring: Keyring) -> None:
    with database.transaction() as connection:
        message_id = queue(connection, keyring, phone=AWA, text="Bonjour", purpose="test")
        connection.rollback()
    with database.transaction() as connection:
        assert connection.execute(select(func.count()).select_from(SMS_MESSAGE)).scalar_one() == 0
    assert bells(database, message_id) == 0


@pytest.mark.parametrize(
    "text", ["", "  \n", "\u200b", "x" * (153 * PARTS_MAX + 1)], ids=["none", "blank", "invisible", "7 parts"]
)
def test_a_text_that_cannot_be_sent_is_refused(database: Database, keyring: Keyring, text: str) -> None:
    with pytest.raises(TextRefused):
        _queue(database, keyring, text=text)


def test_the_longest_text_is_taken(database: Database, keyring: Keyring) -> None:
    assert message(database, _queue(database, keyring, text="x" * 153 * PARTS_MAX)).parts == PARTS_MAX


def test_an_old_number_of_benin_is_written_in_its_new_form(database: Database, keyring: Keyring) -> None:
    row = message(database, _queue(database, keyring, phone="+22997000003"))
    assert unseal(keyring, "sms_message", "phone_sealed", row.id, row.phone_sealed) == "+2290197000003"


def test_what_is_no_phone_is_refused(database: Database, keyring: Keyring) -> None:
    with pytest.raises(PhoneRefused):
        _queue(database, keyring, phone="MAIRIE")
