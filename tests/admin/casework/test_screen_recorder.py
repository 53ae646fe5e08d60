"""Screens reach the table behind the citizens' backs: none waits for it, and a repeated turn is there once."""

from datetime import timedelta

from cases import screens
from cases.region import region_of
from cases.screen_recorder import WAITING_MAX, ScreenRecorder
from catalogue.question import Question
from gateway.wiring import Guichet
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.turn import Screen
from tests.cast import AWA, dialled

NOBODY = "postgresql://nobody@127.0.0.1:1/none"


def test_what_was_shown_is_kept_once_for_a_repeated_turn(database: Database, keyring: Keyring) -> None:
    recorder = ScreenRecorder(database, keyring)
    converse = recorder.watch(lambda turn: Screen(f"Menu {turn.text}", True, "menu"))
    first = dialled(AWA, "1")
    answers = [converse(turn).text for turn in (first, first, dialled(AWA, "1*2", first.session))]
    assert answers == ["Menu 1", "Menu 1", "Menu 1*2"]
    assert recorder.close(timeout_s=60)
    with database.transaction() as connection:
        found = screens.of_phone(connection, keyring, AWA, since=clock.now() - timedelta(minutes=1))
    assert [seen.text for seen in found] == ["Menu 1", "Menu 1*2"]


def test_a_database_that_is_away_costs_no_screen(keyring: Keyring) -> None:
    """Fault row 12: what is lost is an explanation, never an answer."""
    away = Database(NOBODY)
    recorder = ScreenRecorder(away, keyring)
    converse = recorder.watch(lambda _: Screen("Menu", True, "menu"))
    for number in range(WAITING_MAX + 10):
        assert converse(dialled(AWA, str(number))).text == "Menu"
    assert recorder.close(timeout_s=60)
    away.close()


def test_a_region_is_what_the_citizen_chose_and_nothing_else(guichet: Guichet) -> None:
    service = guichet.catalogue.services[17]
    asked = next(question for question in service.questions if question.kind == "choice")
    region: Question = asked.model_copy(update={"name": "region"})
    typed = region.model_copy(update={"kind": "text"})
    assert region_of(service, {"region": "kayes", "destination": "SN"}) is None
    assert region_of(service.model_copy(update={"questions": (region,)}), {"region": "kayes"}) == "kayes"
    assert region_of(service.model_copy(update={"questions": (region,)}), {}) is None
    assert region_of(service.model_copy(update={"questions": (typed,)}), {"region": "chez ma tante"}) is None
