"""Two who choose their passwords at the same moment are each judged by their own words."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from admin.people import passwords

PEOPLE = 8
TURNS = 12


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads change places 500 times as often as they usually do."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def own(number: int) -> str:
    """Words that nobody but this person has."""
    return f"q{number}zvkwtjh.{number}xpfdmgbls"


def test_a_password_of_ones_own_name_is_weak_whoever_else_chooses_one(hasty: None) -> None:
    """zxcvbn keeps the person's words in a dictionary of the process."""

    def scores(number: int) -> set[int]:
        return {passwords._score(own(number), (own(number),)) for _ in range(TURNS)}

    with ThreadPoolExecutor(PEOPLE) as pool:
        assert set().union(*pool.map(scores, range(PEOPLE))) == {0}
