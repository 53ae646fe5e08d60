"""The month as it is planned: the same for the same seed, at hours when people are awake and offices open."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

import pytest

from catalogue import accounting_loader
from catalogue.accounting_plan import Accounting
from catalogue.catalogue import Catalogue
from catalogue.loader import load
from gateway.demo.month.acts import ACTS
from gateway.demo.month.moment import Moment
from gateway.demo.month.plan import plan
from gateway.demo.month.planned import DAYS
from gateway.demo.month.rhythm import in_office
from kernel import clock
from kernel.phone import parse

ANCHOR = datetime(2026, 11, 19, 15, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="module")
def accounting() -> Accounting:
    return accounting_loader.load()


@pytest.fixture(scope="module")
def moments(catalogue: Catalogue, accounting: Accounting) -> list[Moment]:
    return plan(catalogue, accounting, ANCHOR)


def test_the_same_seed_makes_the_same_month(
    catalogue: Catalogue, accounting: Accounting, moments: list[Moment]
) -> None:
    assert plan(catalogue, accounting, ANCHOR) == moments
    assert plan(catalogue, accounting, ANCHOR, seed="another") != moments


def test_everything_happens_within_the_month_and_in_the_order_of_time(moments: list[Moment]) -> None:
    times = [moment.at for moment in moments]
    assert times == sorted(times)
    assert times[-1] == ANCHOR
    assert times[0] > ANCHOR - timedelta(days=DAYS + 1)


def test_every_act_is_known_and_every_known_act_happens(moments: list[Moment]) -> None:
    assert {moment.act for moment in moments} == set(ACTS)


def test_a_month_has_the_cases_of_a_month(moments: list[Moment]) -> None:
    handed_in = [moment for moment in moments if moment.act == "hand_in"]
    assert 1_100 <= len(handed_in) <= 2_000
    services = Counter(moment.subject.service for moment in handed_in if moment.subject)
    assert set(services) == {10, 12, 13, 14, 16, 17, 20, 21, 22, 23, 24, 25, 26}


def test_sundays_are_quieter_than_mondays(moments: list[Moment]) -> None:
    days = Counter(
        clock.local_day("ML", moment.at).weekday() for moment in moments if moment.act == "hand_in"
    )
    assert days[6] < days[0] / 2


def test_offices_decide_when_they_are_open(moments: list[Moment]) -> None:
    for moment in moments:
        if moment.act == "move" and moment.details["by"] != "citizen" and moment.subject:
            here = clock.local(moment.subject.citizen.country, moment.at)
            assert here.weekday() < 5, moment
            assert time(8) <= here.time() <= time(17, 30), moment


@pytest.mark.parametrize(
    ("asked", "open_at"),
    [
        ((2026, 11, 16, 10, 5), (2026, 11, 16, 10, 5)),
        ((2026, 11, 16, 13, 0), (2026, 11, 16, 14, 0)),
        ((2026, 11, 16, 23, 40), (2026, 11, 17, 8, 20)),
        ((2026, 11, 14, 9, 0), (2026, 11, 16, 8, 0)),
    ],
    ids=["in the morning", "at noon", "at night", "on Saturday"],
)
def test_whoever_waits_for_an_office_waits_until_it_opens(
    asked: tuple[int, ...], open_at: tuple[int, ...]
) -> None:
    assert in_office("ML", _instant(asked)) == _instant(open_at)


def _instant(given: tuple[int, ...]) -> datetime:
    year, month, day, hour, minute = given
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_every_phone_is_a_number_and_nobody_s(moments: list[Moment]) -> None:
    phones = {moment.subject.citizen.phone for moment in moments if moment.subject}
    assert len(phones) > 500
    for phone in phones:
        assert parse(phone) == phone
        # Two noughts after the network's prefix, and not the four phones of the handset.
        assert phone[-6:-4] == "00"
        assert int(phone[-4:]) >= 1000


def test_no_two_tries_bring_the_same_transaction(moments: list[Moment]) -> None:
    said: list[str] = []
    for moment in moments:
        standing = moment.details.get("said")
        if standing is not None and standing.operator_id:
            said.append(standing.operator_id)
    assert len(said) == len(set(said))


def test_a_month_across_new_year_is_planned_too(catalogue: Catalogue, accounting: Accounting) -> None:
    told = plan(catalogue, accounting, datetime(2027, 1, 12, 9, 0, tzinfo=UTC))
    years: Mapping[int, int] = Counter(moment.at.year for moment in told)
    assert set(years) == {2026, 2027}
