"""Who holds a case: each phone once with its newest fitting case, in pages, by service, state and language."""

from datetime import timedelta

import pytest

from cases import holders
from kernel.crypto import Keyring
from kernel.database import Database
from tests.cases.desk import AT, change, hand_in, put
from tests.cast import AWA, MOUSSA


def found(database: Database, keyring: Keyring, **filters: str) -> set[holders.Holder]:
    pages = list(holders.pages(database, keyring, 17, **filters))
    everybody = [one for page in pages for one in page]
    assert len({one.phone for one in everybody}) == len(everybody)
    assert holders.count(database, 17, **filters) == len(everybody)
    return set(everybody)


def test_a_phone_with_several_cases_is_there_once_with_the_newest(
    database: Database, keyring: Keyring
) -> None:
    hand_in(database, keyring)
    newest = hand_in(database, keyring, at=AT + timedelta(days=1))
    other = hand_in(database, keyring, phone=MOUSSA)
    assert found(database, keyring) == {(AWA, "fr", newest.reference), (MOUSSA, "fr", other.reference)}


def test_the_case_must_fit_the_state_and_the_language(database: Database, keyring: Keyring) -> None:
    ready = hand_in(database, keyring)
    put(database, ready.case_id, "disponible")
    hand_in(database, keyring, at=AT + timedelta(days=1))
    english = hand_in(database, keyring, phone=MOUSSA)
    change(database, english.case_id, language="en")
    assert found(database, keyring, state="disponible") == {(AWA, "fr", ready.reference)}
    assert found(database, keyring, language="en") == {(MOUSSA, "en", english.reference)}
    assert found(database, keyring, state="retiree") == set()


def test_other_services_are_other_people(database: Database, keyring: Keyring) -> None:
    mine = hand_in(database, keyring)
    change(database, mine.case_id, service=18)
    assert found(database, keyring) == set()


def test_pages_hold_so_many_and_lose_nobody(
    database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holders, "PAGE", 3)
    phones = {f"+2237000010{n}" for n in range(8)}
    for phone in phones:
        hand_in(database, keyring, phone=phone)
        hand_in(database, keyring, phone=phone)
    pages = list(holders.pages(database, keyring, 17))
    assert [len(page) for page in pages] == [3, 3, 2]
    assert {one.phone for page in pages for one in page} == phones
