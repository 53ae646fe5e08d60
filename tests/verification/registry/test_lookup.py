"""Number and code open a paper to whoever holds it; guessing opens nothing and tells nothing."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import event, text

from kernel import ids, oldest
from kernel.limits import Limits
from tests.verification.core.office import DAY, NOON
from tests.verification.registry.desk import CODE_KEY, FIELDS, NOBODYS, REFERENCE_KEY, SHOWN, Desk
from verification.registry import checks, codes, lookup, tries
from verification.registry.errors import TooManyTries
from verification.registry.lookup import Looked
from verification.registry.request import Issued

HOUR = timedelta(hours=1)


class Teller:
    """Phones and browsers that look papers up. Each look is a minute later, so that no delay is in the way."""

    def __init__(self, desk: Desk, limits: Limits) -> None:
        self.desk, self.limits = desk, limits
        self.at = NOON
        self.phones = (f"+2237000{number:04}" for number in itertools.count())

    def look(
        self,
        number: str,
        code: str | None = None,
        *,
        who: str = "+22370000009",
        at: datetime | None = None,
        **said: Any,
    ) -> Looked:
        self.at = at or self.at + timedelta(minutes=1)
        made: dict[str, Any] = {"channel": "ussd"}
        return lookup.check(
            self.desk.database, self.desk.keyring, self.limits, CODE_KEY,
            phone_or_client=who, number=number, code=code, at=self.at, **made | said,
        )  # fmt: skip

    def refused(self, number: str, code: str | None = None, **said: Any) -> int:
        with pytest.raises(TooManyTries) as refused:
            self.look(number, code, **said)
        return refused.value.wait_s


@pytest.fixture
def teller(desk: Desk, redis: Redis) -> Teller:
    return Teller(desk, Limits(redis))


def wrong(issued: Issued) -> str:
    """Every other code of this document."""
    return f"{(int(issued.code) + 1) % 10_000:04}"


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    """What is asked of PostgreSQL meanwhile, word for word."""
    found: list[str] = []

    def heard(_c: object, _u: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(desk.database.engine, "before_cursor_execute", heard)
    try:
        yield found
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", heard)


def test_number_and_code_open_the_paper(desk: Desk, teller: Teller) -> None:
    issued = desk.issue()
    looked = teller.look(ids.spaced(issued.number), f" {issued.code}")
    assert (looked.status, looked.fields, looked.issuer, looked.kind) == ("valid", SHOWN, "ML-APEX", 1)
    assert (looked.issued_at, looked.list_age_s) == (NOON, 0)


@pytest.mark.parametrize(
    ("acts", "days", "status"),
    [
        ((), 1, "valid"),
        ((), 183, "expired"),
        (("suspend",), 1, "suspended"),
        (("revoke",), 1, "revoked"),
        (("revoke",), 183, "revoked"),
        (("replace",), 1, "replaced"),
    ],
    ids=["valid", "expired", "suspended", "revoked", "revoked and expired", "replaced"],
)
def test_without_a_code_only_the_state_is_told(
    desk: Desk, teller: Teller, acts: tuple[str, ...], days: int, status: str
) -> None:
    """Bad-input row 54."""
    issued = desk.issue()
    for act in acts:
        desk.change(issued.number, act)
    assert teller.look(issued.number, at=NOON + days * DAY) == Looked(status=status)  # type: ignore[arg-type]
    assert teller.look(issued.number, issued.code, at=NOON + days * DAY).status == status


def test_the_code_also_tells_the_successor(desk: Desk, teller: Teller) -> None:
    old = desk.issue()
    desk.change(old.number, "replace")
    new = desk.issue("replace:1", fields={**FIELDS, "replaces": old.number})
    assert teller.look(old.number, old.code).replaced_by == new.number
    assert teller.look(old.number).replaced_by is None


@pytest.mark.parametrize(
    "number",
    [NOBODYS, "", "260000000000", "12", "abc", "2" * 5000, "' OR 1=1 --", "٢٦٠"],
    ids=["nobody's", "empty", "mistyped", "short", "letters", "long", "sql", "other digits"],
)
@pytest.mark.parametrize(
    "code", [None, "4821", "", "x" * 5000, "é"], ids=["none", "four", "empty", "long", "accent"]
)
def test_what_is_no_document_is_unknown(teller: Teller, number: str, code: str | None) -> None:
    """Bad-input row 51."""
    assert teller.look(number, code) == lookup.UNKNOWN


def test_a_wrong_code_and_a_number_of_nobody_have_one_answer_and_the_same_work(
    desk: Desk, teller: Teller
) -> None:
    """Bad-input row 51. Not a stopwatch: the statements, the comparison and the seals opened are the same."""
    issued = desk.issue()
    work, answers = [], []
    for number, code in ((issued.number, wrong(issued)), (NOBODYS, wrong(issued)), ("26-nothing", "0000")):
        with statements(desk) as asked:
            answers.append(teller.look(number, code, who=next(teller.phones)))
        work.append(asked)
    assert answers == [lookup.UNKNOWN] * 3
    assert work[0] == work[1] == work[2]
    assert len(work[0]) >= 5


def test_the_code_is_compared_also_for_a_number_of_nobody(
    teller: Teller, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    real = codes.right

    def heard(key: bytes, number: str, typed: str) -> bool:
        compared.append(typed)
        return real(key, number, typed)

    monkeypatch.setattr(codes, "right", heard)
    teller.look(NOBODYS, "1234")
    teller.look(desk.issue().number, "0000")
    teller.look(NOBODYS)
    assert len(compared) == 3


def test_five_wrong_codes_of_a_phone_and_the_sixth_try_waits_an_hour(desk: Desk, teller: Teller) -> None:
    issued = desk.issue()
    start = teller.at
    for _ in range(5):
        assert teller.look(issued.number, wrong(issued)) == lookup.UNKNOWN
    # The right one too: a guesser must not learn that it was.
    assert teller.refused(issued.number, issued.code) > 3000
    assert teller.look(issued.number, issued.code, who="+22370000010").status == "valid"
    assert teller.look(issued.number, issued.code, at=start + HOUR + timedelta(minutes=1)).status == "valid"


def test_numbers_of_nobody_count_as_wrong_tries_with_and_without_a_code(desk: Desk, teller: Teller) -> None:
    """Bad-input row 55: a trawl for numbers ends after five."""
    for serial in range(5):
        code = "1234" if serial % 2 else None
        assert teller.look(ids.reference(99_000_000 + serial, 2031, REFERENCE_KEY), code) == lookup.UNKNOWN
    assert teller.refused(ids.reference(99_000_009, 2031, REFERENCE_KEY)) > 3000
    assert teller.refused(desk.issue().number) > 3000


def test_a_right_code_costs_nothing(desk: Desk, teller: Teller) -> None:
    issued = [desk.issue(f"case:{number}") for number in range(3)]
    for _ in range(4):
        for each in issued:
            assert teller.look(each.number, each.code).status == "valid"
            assert teller.look(each.number).status == "valid"


@pytest.mark.parametrize("before", [0, 1], ids=["the first ever", "after a slip"])
def test_who_asked_a_moment_before_and_is_served_after_is_not_told_to_wait(
    desk: Desk, teller: Teller, before: int
) -> None:
    """Two honest messages at once: the one of 12:10:00.003 is through first."""
    issued, at = desk.issue(), NOON + timedelta(minutes=10)
    for _ in range(before):
        teller.look(issued.number, wrong(issued))
    for moment in (at + timedelta(milliseconds=3), at, at - timedelta(milliseconds=3)):
        assert teller.look(issued.number, issued.code, at=moment).fields is not None
    for minute in range(1, 6 - before):
        assert teller.look(issued.number, wrong(issued), at=at + timedelta(minutes=minute)).fields is None
    teller.refused(issued.number, issued.code, at=at + timedelta(minutes=6))


def test_twenty_wrong_codes_a_day_close_a_number_for_every_phone(desk: Desk, teller: Teller) -> None:
    issued = desk.issue()
    start = teller.at
    for _ in range(20):
        assert teller.look(issued.number, wrong(issued), who=next(teller.phones)) == lookup.UNKNOWN
    assert teller.refused(issued.number, issued.code, who=next(teller.phones)) > 80_000
    assert (
        teller.look(issued.number, issued.code, who="+22370000011", at=start + DAY + HOUR).status == "valid"
    )


def test_a_number_of_nobody_is_closed_just_the_same(teller: Teller) -> None:
    for _ in range(20):
        teller.look(NOBODYS, "1234", who=next(teller.phones))
    assert teller.refused(NOBODYS, "1234", who=next(teller.phones)) > 80_000


def test_each_wrong_try_waits_longer_than_the_one_before(desk: Desk, teller: Teller) -> None:
    issued, at = desk.issue(), NOON
    waits = []
    for _ in range(4):
        teller.look(issued.number, wrong(issued), at=at)
        try:
            teller.look(issued.number, wrong(issued), at=at, who="+22370000009")
        except TooManyTries as refused:
            waits.append(refused.wait_s)
            at += timedelta(seconds=refused.wait_s)
        else:
            waits.append(0)
    # Two slips cost nothing, the third 5 s, the fourth 15 s; the fifth is the last of this hour.
    assert waits == [0, 5, 15, 3580]


def test_fifty_guesses_at_once_are_three(desk: Desk, teller: Teller) -> None:
    """Each is counted before it is compared, and the third closes the door for 5 s."""
    issued = desk.issue()

    def guess(number: int) -> bool:
        try:
            teller.look(issued.number, f"{number:04}", at=NOON)
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        compared = sum(pool.map(guess, range(50)))
    assert compared == 3
    with desk.database.transaction() as connection:
        worst = connection.execute(text("SELECT max(wrong) FROM document_tries")).scalar_one()
    assert worst == 3


def test_a_thousand_a_minute_are_stopped_for_one_and_for_all(desk: Desk, teller: Teller) -> None:
    """Bad-input row 55: the web door says 429 with the wait."""
    issued = desk.issue()
    for _ in range(lookup.A_MINUTE["ussd"]):
        teller.look(issued.number)
    assert teller.refused(issued.number) == 60
    left = lookup.ALL_A_MINUTE - lookup.A_MINUTE["ussd"]
    for _ in range(left):
        assert teller.limits.allow("document.all", "", lookup.ALL_A_MINUTE, 60, open_when_down=False)
    assert teller.refused(issued.number, who="+22370000099") == 60


def test_without_redis_the_door_is_closed(desk: Desk) -> None:
    """Fault row 8."""
    away = Limits(Redis(host="127.0.0.1", port=1, socket_timeout=1))
    teller = Teller(desk, away)
    assert teller.refused(desk.issue().number) == 60


def test_losing_redis_forgives_no_guess(desk: Desk, teller: Teller, redis: Redis) -> None:
    issued = desk.issue()
    for _ in range(5):
        teller.look(issued.number, wrong(issued))
    redis.flushdb()
    assert teller.refused(issued.number, issued.code) > 3000


def test_a_paper_of_one_use_shows_its_earlier_uses_and_tells_its_issuer(desk: Desk, teller: Teller) -> None:
    issued = desk.issue(one_use=True)
    said: dict[str, Any] = {"channel": "api", "purpose": "presentation"}
    first = teller.look(issued.number, issued.code, who="officer:1", place="Malanville", **said)
    again = teller.look(issued.number, issued.code, who="officer:1", place="Malanville", **said)
    assert (first.presented, again.presented) == ((), ())
    assert desk.count("outbox") == 0
    third = teller.look(issued.number, issued.code, who="officer:2", place="Kraké", **said)
    assert [each.place for each in third.presented] == ["Malanville", "Malanville"]
    assert desk.count("outbox WHERE topic = 'document.double_use' AND lane = 'documents' AND subject = :id",
                      id=issued.id) == 1  # fmt: skip
    # The first officer again, but the next day: another use.
    late = teller.look(issued.number, issued.code, who="officer:1", at=NOON + DAY, **said)
    assert len(late.presented) == 3
    assert desk.count("outbox") == 2
    # A desk that only looks sees them too, and alarms nobody.
    assert len(teller.look(issued.number, issued.code).presented) == 4
    assert desk.count("outbox") == 2


def test_a_paper_of_many_uses_alarms_nobody(desk: Desk, teller: Teller) -> None:
    issued = desk.issue()
    for officer in ("officer:1", "officer:2"):
        looked = teller.look(
            issued.number, issued.code, who=officer, channel="api", place="Kraké", purpose="presentation"
        )
        assert looked.presented == ()
    assert desk.count("outbox") == 0


def test_two_officers_at_once_and_one_of_them_sees_the_other(desk: Desk, teller: Teller) -> None:
    issued = desk.issue(one_use=True)

    def present(officer: int) -> int:
        looked = teller.look(
            issued.number,
            issued.code,
            who=f"officer:{officer}",
            at=NOON,
            channel="api",
            purpose="presentation",
        )
        return len(looked.presented)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(present, range(4))) == [0, 1, 2, 3]
    assert desk.count("outbox") == 3


def test_the_same_presentation_handed_in_twice_is_one(desk: Desk, teller: Teller) -> None:
    """An officer's phone that syncs again after a cut."""
    issued = desk.issue(one_use=True)
    said: dict[str, Any] = {"channel": "api", "place": "Kraké", "purpose": "presentation"}
    teller.look(issued.number, issued.code, who="officer:1", at=NOON, **said)
    for _ in range(2):
        teller.look(issued.number, issued.code, who="officer:2", at=NOON + HOUR, **said)
    assert desk.count("document_check WHERE purpose = 'presentation'") == 2
    assert desk.count("outbox") == 1


def test_whoever_has_no_code_presents_nothing(desk: Desk, teller: Teller) -> None:
    issued = desk.issue(one_use=True)
    for code in (None, wrong(issued)):
        teller.look(issued.number, code, who=next(teller.phones), place="Kraké", purpose="presentation")
    assert desk.count("document_check WHERE purpose = 'presentation'") == 0


def test_the_log_holds_neither_number_nor_phone(desk: Desk, teller: Teller) -> None:
    issued = desk.issue()
    teller.look(issued.number, issued.code, who="+22370000009", place="Kraké")
    teller.look(NOBODYS, "1234", who="+22370000009")
    with desk.database.transaction() as connection:
        rows = [
            *connection.execute(text("SELECT c::text FROM document_check c")).scalars(),
            *connection.execute(text("SELECT t::text FROM document_tries t")).scalars(),
        ]
    assert len(rows) == 2 + 3
    assert not [row for row in rows if issued.number in row or NOBODYS in row or "70000009" in row]


def test_checks_and_tries_are_forgotten_some_at_a_time(
    desk: Desk, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oldest, "ROWS_MAX", 2)
    for number in range(3):
        teller.look(NOBODYS, who=f"+2237000000{number}")
    later = NOON + checks.KEPT + DAY
    for forget, turns in ((checks.forget, [2, 1, 0]), (tries.forget, [2, 2, 0])):
        gone = []
        for _ in turns:
            with desk.database.transaction() as connection:
                gone.append(forget(connection, later))
        assert gone == turns


def test_checks_are_kept_three_years_and_tries_a_day(desk: Desk, teller: Teller) -> None:
    teller.look(desk.issue().number)
    teller.look(NOBODYS)
    with desk.database.transaction() as connection:
        assert checks.forget(connection, NOON + timedelta(days=3 * 365)) == 0
        assert checks.forget(connection, NOON + timedelta(days=3 * 366 + 1)) == 2
        assert tries.forget(connection, NOON) == 0
        assert tries.forget(connection, NOON + 2 * DAY) == 3


def test_an_unknown_purpose_is_a_fault_of_the_caller(teller: Teller) -> None:
    with pytest.raises(ValueError, match="purpose"):
        teller.look(NOBODYS, purpose="anything")
