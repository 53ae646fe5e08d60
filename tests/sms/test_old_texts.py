"""What messages say goes 90 days after their end; that they were stays, and what is under way is spared."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Row, Table, event, select, text, update

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from sms import inbound, of_person, retention
from sms.contract import Inbound
from sms.outbox import queue
from sms.states import MESSAGE
from sms.tables import SMS_INBOUND, SMS_MESSAGE, SMS_REPORT
from sms.texts import RECEIVED, REPORTED, SENT, Texts
from tests.cast import AWA
from tests.sms.cases import report

HOUR = timedelta(hours=1)


def all_of(database: Database, table: Table) -> list[Row[Any]]:
    with database.transaction() as connection:
        return list(connection.execute(select(table)).all())


def message(database: Database, keyring: Keyring, state: str, at: datetime) -> str:
    """One in ``state`` since ``at``; its id."""
    with database.transaction() as connection:
        one = queue(connection, keyring, phone=AWA, text="Bonjour Awa", purpose="case.moved")
        final = at if state in MESSAGE.final else None
        values = {"state": state, "created_at": at, "handed_at": at, "final_at": final, "price_milli": 13_000}
        connection.execute(update(SMS_MESSAGE).where(SMS_MESSAGE.c.id == UUID(one)).values(values))
    return str(one)


def texts_of(database: Database, keyring: Keyring) -> list[str]:
    """All that was sent, in clear."""
    with database.transaction() as connection:
        return [row["text"] for row in of_person.sent_to_phone(connection, keyring, AWA)]


@pytest.mark.parametrize("state", sorted(MESSAGE.final))
def test_a_message_loses_its_text_90_days_after_its_end_and_nothing_else(
    database: Database, keyring: Keyring, state: str
) -> None:
    at = clock.now()
    message(database, keyring, state, at)
    before = [row._asdict() for row in all_of(database, SMS_MESSAGE)]
    assert retention.sweep(database, keyring, at + timedelta(days=90) - HOUR) == 0
    assert texts_of(database, keyring) == ["Bonjour Awa"]
    assert retention.sweep(database, keyring, at + timedelta(days=90) + HOUR) == 1
    assert texts_of(database, keyring) == [""]
    after = [row._asdict() for row in all_of(database, SMS_MESSAGE)]
    changed = {name for name in before[0] if before[0][name] != after[0][name]}
    assert changed == {"body_sealed"}
    # What was emptied is not found again: the next sweep is over at once.
    assert retention.sweep(database, keyring, at + timedelta(days=900)) == 0


@pytest.mark.parametrize("state", sorted(MESSAGE.states - MESSAGE.final))
def test_a_message_under_way_keeps_its_text_whatever_its_age(
    database: Database, keyring: Keyring, state: str
) -> None:
    message(database, keyring, state, clock.now())
    assert retention.sweep(database, keyring, clock.now() + timedelta(days=900)) == 0
    assert texts_of(database, keyring) == ["Bonjour Awa"]


def test_what_citizens_wrote_and_providers_posted_goes_too(database: Database, keyring: Keyring) -> None:
    came = Inbound("test", "m-1", AWA, AWA, "STATUT 1", "36000")
    with database.transaction() as connection:
        inbound.receive(connection, keyring, came, inbound.ignore)
    assert report(database, keyring, "nobody-s", "Success") == "orphan"
    later = clock.now() + timedelta(days=90)
    assert retention.sweep(database, keyring, later - HOUR) == 0
    kept = [all_of(database, table)[0]._asdict() for table in (SMS_INBOUND, SMS_REPORT)]
    assert retention.sweep(database, keyring, later + HOUR) == 2
    left = [all_of(database, table)[0]._asdict() for table in (SMS_INBOUND, SMS_REPORT)]
    assert [
        {name for name in was if was[name] != now[name]} for was, now in zip(kept, left, strict=True)
    ] == [
        {"body_sealed"},
        {"raw_sealed"},
    ]
    with database.transaction() as connection:
        # The operator's repeat of it is known, and not taken for news.
        assert not inbound.receive(connection, keyring, came, inbound.ignore)
        [written] = of_person.received_from_phone(connection, keyring, AWA)
    assert written["text"] == ""


def test_a_backlog_goes_in_short_transactions_and_a_held_row_waits_for_its_turn(
    database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sms.texts.BATCH", 2)
    held, *_ = [message(database, keyring, "delivered", clock.now()) for _ in range(6)]
    old = clock.now() + timedelta(days=91)
    with database.engine.begin() as other:
        other.execute(select(SMS_MESSAGE).where(SMS_MESSAGE.c.id == UUID(held)).with_for_update())
        monkeypatch.setattr(retention, "BATCHES_A_SWEEP", 2)
        assert retention.sweep(database, keyring, old) == 4
        assert retention.sweep(database, keyring, old) == 1
    assert retention.sweep(database, keyring, old) == 1
    assert texts_of(database, keyring) == [""] * 6


@pytest.mark.parametrize("texts", [SENT, RECEIVED, REPORTED], ids=lambda texts: texts.table.name)
def test_the_sweep_reads_only_what_is_left(database: Database, keyring: Keyring, texts: Texts) -> None:
    """An hourly walk through ten million rows would outlast a statement's time."""
    said: list[tuple[str, Any]] = []
    with database.engine.begin() as connection:
        event.listen(connection, "before_cursor_execute", lambda *seen: said.append(seen[2:4]))
        texts.empty(connection, keyring, texts.table.c[texts.time] < clock.now(), wait=False)
        [(statement, values)] = said
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
    assert f"ix_{texts.table.name}_texts" in plan
