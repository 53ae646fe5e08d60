"""Who acts is proven by a code of this very moment, used once. Control 5, bad-input row 61."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import redis as redis_py
import time_machine
from sqlalchemy import select

from admin.people import staff, totp
from kernel import clock, session_store
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.limits import Limits
from tests.payments.counter import AT

pytestmark = pytest.mark.usefixtures("day")


@pytest.fixture
def seed(database: Database, keyring: Keyring) -> str:
    with database.transaction() as connection:
        added = staff.add(connection, keyring, "awa")
    assert added.uri.startswith("otpauth://totp/Guichet:awa?")
    assert len(added.qr().splitlines()) > 15
    return parse_qs(urlsplit(added.uri).query)["secret"][0]


@pytest.fixture
def limits(redis: redis_py.Redis) -> Limits:
    return Limits(redis)


def code(seed: str, steps: int = 0) -> str:
    return pyotp.TOTP(seed).at(clock.now() + timedelta(seconds=30 * steps))


def prove(database: Database, keyring: Keyring, limits: Limits, typed: str, name: str = "awa") -> str:
    with database.transaction() as connection:
        return totp.prove(connection, keyring, limits, name, typed)


def test_the_code_of_the_moment_lets_in_once(
    database: Database, keyring: Keyring, limits: Limits, seed: str, day: time_machine.Traveller
) -> None:
    assert prove(database, keyring, limits, code(seed)) == "awa"
    with pytest.raises(totp.NotProven):
        prove(database, keyring, limits, code(seed))
    day.shift(30)
    assert prove(database, keyring, limits, code(seed)) == "awa"


@pytest.mark.parametrize(
    "make",
    [
        lambda seed: code(seed, -1), lambda seed: code(seed, 1), lambda seed: "", lambda seed: "12345",
        lambda seed: code(seed).translate({ord(str(n)): chr(0x660 + n) for n in range(10)}),
        lambda seed: " " + code(seed), lambda seed: code(seed) + "0",
    ],
    ids=["of the step before", "of the step after", "none", "short", "Arabic digits", "a blank", "too long"],
)  # fmt: skip
def test_no_other_code_lets_in(
    database: Database, keyring: Keyring, limits: Limits, seed: str, make: object
) -> None:
    with pytest.raises(totp.NotProven) as refused:
        prove(database, keyring, limits, make(seed))  # type: ignore[operator]
    assert refused.value.reason_code == "code"


def test_a_stranger_and_a_disabled_person_hear_the_same(
    database: Database, keyring: Keyring, limits: Limits, seed: str
) -> None:
    with database.transaction() as connection:
        assert staff.disable(connection, "awa")
        assert not staff.disable(connection, "awa")
    said = []
    for name in ("awa", "nobody"):
        with pytest.raises(totp.NotProven) as refused:
            prove(database, keyring, limits, code(seed), name)
        said.append(str(refused.value))
    assert len(set(said)) == 1


def test_five_tries_in_five_minutes(database: Database, keyring: Keyring, limits: Limits, seed: str) -> None:
    for _ in range(5):
        with pytest.raises(totp.NotProven, match="not right"):
            prove(database, keyring, limits, "000000" if code(seed) != "000000" else "000001")
    with pytest.raises(totp.NotProven, match="too many"):
        prove(database, keyring, limits, code(seed))


def test_nobody_is_let_in_without_redis(database: Database, keyring: Keyring, seed: str) -> None:
    """Fault row 8: closed for codes."""
    dead = Limits(session_store.connect("redis://127.0.0.1:1"))
    with pytest.raises(totp.NotProven):
        prove(database, keyring, dead, code(seed))


def test_the_seed_is_sealed_for_its_own_row(database: Database, keyring: Keyring, seed: str) -> None:
    with database.transaction() as connection:
        row = connection.execute(select(staff.STAFF)).one()
    assert seed.encode() not in bytes(row.totp_sealed)
    assert row.added_at == AT


@pytest.mark.parametrize("name", ["", "a", "Awa", "awa traore", "a" * 41, "1awa", "awa\n", "cli", "automate"])
def test_names_that_nobody_has(database: Database, keyring: Keyring, name: str) -> None:
    with database.transaction() as connection, pytest.raises(staff.NotAdded):
        staff.add(connection, keyring, name)


def test_a_name_is_taken_once(database: Database, keyring: Keyring, seed: str) -> None:
    with database.transaction() as connection, pytest.raises(staff.NotAdded, match="taken"):
        staff.add(connection, keyring, "awa")
