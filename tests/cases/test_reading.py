"""Who may read what of a case, how often a code may be guessed, and that finding one stays quick."""

from datetime import timedelta

import pytest
import redis as redis_py
import time_machine
from sqlalchemy import Select, text
from sqlalchemy.dialects import postgresql

from cases import lifecycle, seals
from cases.queries import Cases, by_phone, by_reference, list_cases, story
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.limits import Limits
from tests.cases.desk import AT, change, hand_in
from tests.cast import AWA, KOFFI, MOUSSA


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10_000:04}"


@pytest.fixture
def cases(database: Database, keyring: Keyring) -> Cases:
    return Cases(database, keyring)


def test_a_phone_sees_its_own_cases_newest_first(database: Database, keyring: Keyring, cases: Cases) -> None:
    references = [hand_in(database, keyring, at=AT + timedelta(hours=hour)).reference for hour in range(7)]
    hand_in(database, keyring, phone=MOUSSA)
    assert [view.reference for view in cases.of_phone(AWA)] == references[:1:-1]
    assert cases.of_phone(KOFFI) == []


def test_details_are_for_the_phone_or_the_code(database: Database, keyring: Keyring, cases: Cases) -> None:
    deposited = hand_in(database, keyring)
    with database.transaction() as connection:
        note = seals.seal_note(keyring, deposited.case_id, "Apportez la facture")
        lifecycle.advance(connection, deposited.case_id, "en_verification", "apex", note)
    seen = [
        cases.find(deposited.reference, AWA),
        cases.find(deposited.reference, MOUSSA),
        cases.find(deposited.reference, MOUSSA, wrong(deposited.code)),
        cases.find(deposited.reference, MOUSSA, deposited.code),
        cases.find(deposited.reference, MOUSSA, "é" * 9),
    ]
    assert [(view.mine, view.note, view.state) for view in seen if view] == [
        (True, "Apportez la facture", "en_verification"),
        (False, None, "en_verification"),
        (False, None, "en_verification"),
        (True, "Apportez la facture", "en_verification"),
        (False, None, "en_verification"),
    ]


@pytest.mark.parametrize("reference", ["260000000000", "", "26", "x" * 5000, "26'; DROP TABLE"])
def test_a_reference_of_nobody_finds_nothing(database: Database, cases: Cases, reference: str) -> None:
    assert cases.find(reference, AWA) is None


def test_twenty_wrong_codes_close_a_case_for_the_day(
    database: Database, keyring: Keyring, cases: Cases, clock: time_machine.Traveller
) -> None:
    deposited = hand_in(database, keyring)

    def opened(code: str) -> bool:
        view = cases.find(deposited.reference, MOUSSA, code)
        return view is not None and view.mine

    assert not any(opened(wrong(deposited.code)) for _ in range(19))
    assert all(opened(deposited.code) for _ in range(3))  # A right code uses nothing up.
    assert not opened(wrong(deposited.code))
    assert not opened(deposited.code)
    assert cases.of_phone(AWA)[0].mine
    clock.shift(timedelta(hours=24, seconds=1))
    assert opened(deposited.code)


def test_one_phone_tries_five_codes_an_hour(
    database: Database, keyring: Keyring, redis: redis_py.Redis
) -> None:
    cases = Cases(database, keyring, Limits(redis))
    first, second = hand_in(database, keyring), hand_in(database, keyring)
    for _ in range(5):
        cases.find(first.reference, MOUSSA, wrong(first.code))
    view = cases.find(second.reference, MOUSSA, second.code)
    assert view is not None
    assert not view.mine
    other = cases.find(second.reference, KOFFI, second.code)
    assert other is not None
    assert other.mine


def test_only_the_depositing_phone_may_have_an_administration_asked(
    database: Database, keyring: Keyring, cases: Cases, clock: time_machine.Traveller
) -> None:
    deposited = hand_in(database, keyring)

    def ask(phone: str) -> bool:
        with database.transaction() as connection:
            return cases.request_refresh(connection, deposited.reference, phone)

    assert [ask(MOUSSA), ask(AWA), ask(AWA)] == [False, True, False]
    clock.shift(timedelta(seconds=61))
    assert ask(AWA)


def test_the_list_and_the_story_mask_the_phone(database: Database, keyring: Keyring) -> None:
    deposited = hand_in(database, keyring)
    other = hand_in(database, keyring)
    change(database, other.case_id, submission="refused")
    with database.transaction() as connection:
        assert [line["reference"] for line in list_cases(connection, keyring, state="deposee", limit=1)]
        assert [line["id"] for line in list_cases(connection, keyring, submission="refused")] == [
            other.case_id
        ]
        whole = story(connection, keyring, deposited.reference)
        assert story(connection, keyring, "nonsense") is None
    assert whole is not None
    assert whole["phone"] == "+223******01"
    assert [event["kind"] for event in whole["events"]] == ["deposited"]
    assert AWA not in str(whole)


@pytest.fixture
def crowded(database: Database, keyring: Keyring) -> Database:
    """10 000 cases of other people."""
    hand_in(database, keyring)
    with database.transaction() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(
            text("""
            INSERT INTO case_file (
              id, reference, service, administration, country, state, state_since, opened_at, language,
              network, phone_index, phone_sealed, answers_sealed, code_sealed, submission, submission_since
            )
            SELECT
              gen_random_uuid(), lpad(n::text, 12, '0'), 17, 'apex', 'ML', 'en_verification', now(), now(),
              'fr', '', md5(n::text), '', '', '', 'sent', now()
            FROM generate_series(1, 10000) n
        """)
        )
        connection.execute(
            text("""
            INSERT INTO case_event (case_id, at, kind, to_state, source)
            SELECT id, now(), 'deposited', 'deposee', 'test' FROM case_file WHERE phone_sealed = ''
        """)
        )
        connection.execute(text("ANALYZE case_file, case_event"))
    return database


def plan(database: Database, query: Select[tuple[object, ...]]) -> str:
    sql = str(
        query.compile(
            dialect=postgresql.dialect(),  # type: ignore[no-untyped-call]
            compile_kwargs={"literal_binds": True},
        )
    )
    with database.transaction() as connection:
        return "\n".join(connection.execute(text(f"EXPLAIN {sql}".replace(":", r"\:"))).scalars())


def test_finding_a_case_reads_indexes_only(crowded: Database, keyring: Keyring) -> None:
    for query in (by_reference("260123456789"), by_phone(seals.phone_index(keyring, AWA), 5)):
        shown = plan(crowded, query)
        assert "Seq Scan" not in shown
        assert "case_file" in shown


def test_redis_is_asked_with_no_connection_in_hand(
    database: Database, database_url: str, keyring: Keyring
) -> None:
    """While it stalls, every other reader would wait for a connection: here the only one must be free."""
    one, deposited = Database(database_url, pool_size=1), hand_in(database, keyring)

    class Stalled:
        def allow(self, *_: object, **__: object) -> bool:
            assert one.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
            return True

    try:
        found = Cases(one, keyring, Stalled()).find(deposited.reference, MOUSSA, deposited.code)
    finally:
        one.close()
    assert found is not None
    assert found.mine
