"""What the tests of cases share: real services of the catalogue, a deposit, a look at what was written."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from cases.deposit import Deposited, Request, deposit
from cases.tables import CASE_EVENT, CASE_FILE
from catalogue.loader import load
from catalogue.service import Fee, Service
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import OUTBOX, Event
from tests.cast import AWA, ORANGE_MALI

KEY = b"reference-key-of-the-tests"
AT = datetime(2026, 2, 7, 14, 5, tzinfo=UTC)
CATALOGUE = load()
# Certificate of origin: at APEX, its fee known at the counter only.
CO = CATALOGUE.services[17]
FEE = Fee(amount_xof=1900, valid_from=date(2020, 1, 1), source="test")
PAID = CO.model_copy(update={"fees": (FEE,)})
FREE = CO.model_copy(update={"fees": (FEE.model_copy(update={"amount_xof": 0}),)})
SERVICES = {17: CO}
ANSWERS = {"exporter": "Awa Traoré", "product": "Karité"}


def hand_in(
    database: Database, keyring: Keyring, service: Service = CO, phone: str = AWA, at: datetime = AT
) -> Deposited:
    request = Request(service=service, phone=phone, answers=ANSWERS, language="fr", network=ORANGE_MALI)
    with database.transaction() as connection:
        return deposit(connection, keyring, KEY, request, at)


def file_of(database: Database, case_id: str) -> Any:
    with database.transaction() as connection:
        return connection.execute(select(CASE_FILE).where(CASE_FILE.c.id == case_id)).one()


def change(database: Database, case_id: str, **values: object) -> None:
    """Put the row where a test needs it, past the story."""
    with database.transaction() as connection:
        connection.execute(update(CASE_FILE).where(CASE_FILE.c.id == case_id).values(**values))


def put(database: Database, case_id: str, state: str) -> None:
    """The case in a state, its story agreeing."""
    change(database, case_id, state=state)
    with database.transaction() as connection:
        connection.execute(
            insert(CASE_EVENT).values(
                case_id=case_id, at=AT, kind="moved", from_state="deposee", to_state=state, source="test"
            )
        )


def events(database: Database, case_id: str) -> list[tuple[str, str | None, str]]:
    """(kind, from, to) in order."""
    with database.transaction() as connection:
        rows = connection.execute(
            select(CASE_EVENT).where(CASE_EVENT.c.case_id == case_id).order_by(CASE_EVENT.c.id)
        )
        return [(row.kind, row.from_state, row.to_state) for row in rows]


def news(database: Database, topic: str) -> list[Event]:
    """The outbox rows of a topic, as their handler sees them at the first try."""
    with database.transaction() as connection:
        rows = connection.execute(select(OUTBOX).where(OUTBOX.c.topic == topic).order_by(OUTBOX.c.id))
        return [Event(row.id, row.lane, row.topic, row.subject, row.payload, 1) for row in rows]


def about(topic: str, subject: str, **payload: object) -> Event:
    return Event(1, "administrations", topic, subject, payload, 1)
