"""The same sessions told in every operator's spelling reach the conversation as the same turns."""

import pytest

from kernel.turn import Kind, Screen, TextMode, Turn
from tests.cast import AWA, KOFFI
from tests.ussd.desk import CODES, GOODBYE, MENU, TROUBLE, Desk
from tests.ussd.spellings import SPELLINGS, Spelling
from ussd.call import Status

pytestmark = pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling.dialect)


def test_a_dial_is_the_beginning_of_a_session(spelling: Spelling) -> None:
    desk = Desk()
    response = desk.send(spelling.dial("s1", AWA, []))
    assert response.status_code == 200
    assert spelling.shows(response) == (MENU.text, True)
    (turn,) = desk.turns
    assert (turn.kind, turn.text, turn.phone, turn.session) == (Kind.BEGIN, "", AWA, "s1")
    assert (turn.dialect, turn.service_code, turn.channel) == (spelling.dialect, CODES[0], "ussd")


def test_an_answer_goes_on_with_the_session(spelling: Spelling) -> None:
    desk = Desk()
    desk.send(spelling.dial("s1", KOFFI, []))
    desk.send(spelling.answer("s1", KOFFI, ["4"]))
    desk.send(spelling.answer("s1", KOFFI, ["4", "17"]))
    first, second, third = desk.turns
    assert (second.kind, third.kind) == (Kind.CONTINUE, Kind.CONTINUE)
    assert third.text == ("4*17" if spelling.accumulated else "17")
    assert third.mode is (TextMode.ACCUMULATED if spelling.accumulated else TextMode.LAST)
    assert _binding(first) == _binding(second) == _binding(third)


def breaks(_turn: Turn) -> Screen:
    raise RuntimeError("a fault of ours")


def _binding(turn: Turn) -> tuple[str, str, str, str]:
    return turn.dialect, turn.service_code, turn.session, turn.phone


def test_what_was_dialled_behind_the_code_is_the_first_text(spelling: Spelling) -> None:
    desk = Desk()
    desk.send(spelling.dial("s1", AWA, ["17", "1"]))
    assert desk.turns[0].text == "17*1"


def test_the_last_screen_ends_the_session(spelling: Spelling) -> None:
    desk = Desk()
    desk.screen = GOODBYE
    assert spelling.shows(desk.send(spelling.answer("s1", AWA, ["9"]))) == (GOODBYE.text, False)


def test_a_session_that_ended_well_is_counted_once(spelling: Spelling) -> None:
    """Africa's Talking tells of every end itself; elsewhere the door notes the good ones."""
    desk = Desk()
    desk.screen = GOODBYE
    desk.send(spelling.answer("s1", AWA, ["9"]))
    statuses = [(event.status, event.screen) for event in desk.events]
    assert statuses == ([] if spelling.dialect == "africastalking" else [(Status.SUCCESS, "menu.bye")])


def test_a_star_inside_an_answer_arrives(spelling: Spelling) -> None:
    desk = Desk()
    desk.send(spelling.answer("s1", AWA, ["4", "A*B#"]))
    assert desk.turns[0].text.endswith("A*B#")


def test_french_leaves_whole(spelling: Spelling) -> None:
    desk = Desk()
    desk.screen = Screen('Reçu n° 7 : "prêt" & <signé> à Ségou', more=True, name="case.state")
    assert spelling.shows(desk.send(spelling.dial("s1", AWA, [])))[0] == desk.screen.text


def test_french_arrives_whole(spelling: Spelling) -> None:
    desk = Desk()
    desk.send(spelling.answer("s1", AWA, ["Aïssata Touré-Ségou"]))
    assert desk.turns[0].text.endswith("Aïssata Touré-Ségou")


def test_a_screen_of_182_characters_leaves_whole(spelling: Spelling) -> None:
    desk = Desk()
    desk.screen = Screen("x\n" * 91, more=True, name="page")
    assert spelling.shows(desk.send(spelling.dial("s1", AWA, [])))[0].splitlines() == ["x"] * 91


def test_an_answer_of_500_characters_arrives_whole(spelling: Spelling) -> None:
    """Bad-input row 19: the conversation caps it, the door does not lose it."""
    desk = Desk()
    desk.send(spelling.answer("s1", AWA, ["a" * 500]))
    assert desk.turns[0].text == "a" * 500


def test_a_session_of_another_phone_is_refused(spelling: Spelling) -> None:
    """Bad-input row 14."""
    desk = Desk()
    desk.screen = Screen("", more=False, name="end.conflict")
    response = desk.send(spelling.answer("s1", AWA, ["1"]))
    assert response.status_code == 400
    assert "conflict" in response.text
    assert desk.events == []


def test_a_conversation_that_breaks_still_shows_a_screen(spelling: Spelling) -> None:
    desk = Desk()
    desk.converse = breaks
    response = desk.send(spelling.answer("s1", AWA, ["1"]))
    assert response.status_code == 200
    assert spelling.shows(response) == (TROUBLE, False)


def test_the_same_request_gets_the_same_bytes(spelling: Spelling) -> None:
    """Fault row 35: nothing of the wire differs between a reply and its repetition."""
    desk = Desk()
    wire = spelling.answer("s1", AWA, ["1"])
    first, second = desk.send(wire), desk.send(wire)
    assert (first.data, list(first.headers)) == (second.data, list(second.headers))
    assert desk.turns[0] == desk.turns[1]


def test_a_cancelled_session_is_recorded_as_broken_off(spelling: Spelling) -> None:
    if spelling.cancel is None:
        assert spelling.dialect in {"africastalking", "nalo", "generic"}
        return
    desk = Desk()
    desk.screen = Screen("Nom ?", more=True, name="form.name")
    response = desk.send(spelling.cancel("s1", AWA))
    assert response.status_code == 200
    assert desk.screen.text not in response.text
    (event,) = desk.events
    assert (event.status, event.session, event.dialect) == (Status.INCOMPLETE, "s1", spelling.dialect)
    assert event.screen == ("" if spelling.dialect == "infobip" else "form.name")
    assert all(turn.kind is Kind.END and turn.text == "" for turn in desk.turns)
