"""What the tests of broadcasts share: an approved broadcast to some phones, and what became of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, select, update

from catalogue.loader import load
from kernel.crypto import Keyring
from kernel.database import Database
from sms.broadcasts import deciding, feeding, filling, wording
from sms.broadcasts.estimate import Tally
from sms.broadcasts.recipient import Recipient
from sms.broadcasts.tables import SMS_BROADCAST, SMS_BROADCAST_RECIPIENT
from sms.tables import SMS_MESSAGE

CATALOGUE = load()
CO = CATALOGUE.services[17]
AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
DAY = date(2026, 6, 1)
WORDS = wording.of_message(CATALOGUE, CO, "Dossier {reference}: venez le retirer.")


def people(count: int, first: int = 1) -> list[Recipient]:
    """Phones of Orange Mali, each with a case of its own."""
    return [Recipient(f"+223700{n:05}", "fr", f"26{n:08}00") for n in range(first, first + count)]


def drafted(
    database: Database, keyring: Keyring, recipients: Sequence[Recipient], words: wording.Wording = WORDS
) -> int:
    """A draft with all its recipients."""
    with database.transaction() as connection:
        number = filling.draft(connection, service=17, wording=words, by="awa", at=AT)
    tally = Tally()
    for page in filling.fill(database, keyring, number, [recipients]):
        tally.add(page)
    with database.transaction() as connection:
        filling.close(connection, number, tally.estimate(words, CATALOGUE.sms_prices, DAY), AT)
    return number


def approved(database: Database, keyring: Keyring, recipients: Sequence[Recipient]) -> int:
    """A broadcast on its way."""
    number = drafted(database, keyring, recipients)
    with database.transaction() as connection:
        deciding.approve(connection, number, by="moussa", at=AT)
    return number


def feed(database: Database, keyring: Keyring, limit: int = feeding.AT_ONCE_MAX, at: datetime = AT) -> int:
    with database.transaction() as connection:
        return feeding.feed(connection, keyring, at, limit)


def row(database: Database, number: int) -> Row[Any]:
    with database.transaction() as connection:
        return connection.execute(select(SMS_BROADCAST).where(SMS_BROADCAST.c.id == number)).one()


def recipients_of(database: Database, number: int) -> Sequence[Row[Any]]:
    table = SMS_BROADCAST_RECIPIENT
    with database.transaction() as connection:
        return connection.execute(
            select(table).where(table.c.broadcast_id == number).order_by(table.c.number)
        ).all()


def messages(database: Database) -> Sequence[Row[Any]]:
    with database.transaction() as connection:
        return connection.execute(select(SMS_MESSAGE).order_by(SMS_MESSAGE.c.created_at)).all()


def settle(database: Database, state: str = "sent") -> None:
    """As if the delivery had dealt with everything that is open."""
    with database.transaction() as connection:
        connection.execute(
            update(SMS_MESSAGE).where(SMS_MESSAGE.c.state.in_(feeding.OPEN)).values(state=state, handed_at=AT)
        )
