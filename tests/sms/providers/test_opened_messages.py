"""A message that came in, opened later by its id: what the commands are given."""

from uuid import uuid4

from sqlalchemy import select

from kernel.crypto import Keyring
from kernel.database import Database
from sms.contract import Inbound
from sms.inbound import ignore, open_message, receive
from sms.tables import SMS_INBOUND
from tests.cast import AWA


def _received(database: Database, keyring: Keyring, phone: str | None) -> str:
    message = Inbound("kannel", "in-1", phone or "ORANGE", phone, "SUIVI", "36555")
    with database.transaction() as connection:
        assert receive(connection, keyring, message, ignore)
        return str(connection.execute(select(SMS_INBOUND.c.id)).scalar_one())


def test_it_is_opened_as_it_came(database: Database, keyring: Keyring) -> None:
    message_id = _received(database, keyring, AWA)
    with database.transaction() as connection:
        said = open_message(connection, keyring, message_id)
    assert said is not None
    assert (said.id, said.phone, said.text, said.provider, said.recipient) == (
        message_id, AWA, "SUIVI", "kannel", "36555",
    )  # fmt: skip


def test_neither_its_phone_nor_its_text_is_in_its_repr(database: Database, keyring: Keyring) -> None:
    message_id = _received(database, keyring, AWA)
    with database.transaction() as connection:
        said = open_message(connection, keyring, message_id)
    assert not [word for word in (AWA, "SUIVI") if word in repr(said)]


def test_what_a_machine_sent_is_not_opened(database: Database, keyring: Keyring) -> None:
    """Bad-input row 27."""
    message_id = _received(database, keyring, None)
    with database.transaction() as connection:
        assert open_message(connection, keyring, message_id) is None


def test_what_is_not_there_is_none(database: Database, keyring: Keyring) -> None:
    with database.transaction() as connection:
        assert open_message(connection, keyring, str(uuid4())) is None
