"""A deployment's own operators: a preset with what the contract says differently."""

import pytest

from kernel.turn import TextMode
from tests.ussd.desk import CODES, Desk
from ussd.dialects import hooks
from ussd.service_code import behind, canonical, dialled_text, ours


def test_an_operator_under_its_own_name() -> None:
    desk = Desk({"moov-benin": {"base": "comviva", "service_code": "385", "network": "61602"}})
    query = {"SessionID": "1", "MSISDN": "22995000001", "input": "385*17"}
    response = desk.client.get("/ussd/pull/moov-benin/demo", query_string=query)
    assert response.headers["Freeflow"] == "FC"
    (turn,) = desk.turns
    assert (turn.dialect, turn.service_code, turn.network, turn.text) == (
        "moov-benin",
        "*385#",
        "61602",
        "17",
    )


def test_national_numbers_where_the_operator_sends_no_prefix() -> None:
    desk = Desk({"comviva": {"country": "ML"}})
    desk.client.get(
        "/ussd/pull/comviva/demo", query_string={"SessionID": "1", "MSISDN": "70000001", "input": "1"}
    )
    assert desk.turns[0].phone == "+22370000001"


@pytest.mark.parametrize(
    ("text", "arrives"), [("", ""), ("4*17", "4*17"), ("*384*4*17#", "4*17"), ("17*", "17*")]
)
def test_the_generic_shape_with_joined_inputs(text: str, arrives: str) -> None:
    desk = Desk(
        {"generic": {"text_mode": "accumulated", "phone": "MSISDN|phoneNumber", "session": "SESSIONID"}}
    )
    fields = {"SESSIONID": "1", "MSISDN": "22370000001", "serviceCode": "*384#", "text": text}
    assert desk.client.get("/ussd/pull/generic/demo", query_string=fields).status_code == 200
    assert (desk.turns[0].text, desk.turns[0].mode) == (arrives, TextMode.ACCUMULATED)


def test_an_abort_that_arrives_as_text() -> None:
    desk = Desk()
    fields = {"sessionId": "1", "phoneNumber": "22370000001", "text": "Map Dialog User Abort User Reason"}
    assert desk.client.post("/ussd/pull/generic/demo", data=fields).status_code == 200
    assert desk.events[0].status == "Incomplete"


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("moov", {"base": "nobody"}),
        ("moov", {}),
        ("generic", {"text_mode": "both"}),
        ("generic", {"reply": "x"}),
        ("mtn", {"base": "generic"}),
        ("a/b", {"base": "generic"}),
    ],
)
def test_a_profile_that_cannot_be_is_refused_at_start(name: str, changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="USSD profile"):
        hooks(CODES, {name: changes})


@pytest.mark.parametrize("codes", [[], ["*#"]])
def test_a_deployment_without_a_code_is_refused_at_start(codes: list[str]) -> None:
    with pytest.raises(ValueError, match="service code"):
        hooks(codes)


def test_one_spelling_of_a_code() -> None:
    assert {canonical(text) for text in ("*384*7#", "384*7", " *384*7# ", "*384*7*#")} == {"*384*7#"}


@pytest.mark.parametrize(
    ("code", "dialled", "rest"),
    [
        ("*714*5#", "*714*5*3*100#", "3*100"),
        ("*167#", "167*7", "7"),
        ("*167#", "167", ""),
        ("*167#", "1675", None),
        ("*167#", "1", None),
        ("*384#", "*384**1#", "*1"),
    ],
)
def test_what_is_behind_the_code(code: str, dialled: str, rest: str | None) -> None:
    assert behind(code, dialled) == rest


def test_a_first_text_without_the_code_is_taken_as_it_is() -> None:
    assert [dialled_text("*384#", text) for text in ("17*1", "*999*1#", "")] == ["17*1", "", ""]


def test_the_front_of_a_code_stands_for_the_only_one_it_fits() -> None:
    assert ours("*714#", ["*714*5#", "*385#"]) == "*714*5#"
    assert ours("*714#", ["*714*5#", "*714*6#"]) == "*714#"
    assert ours("*999#", ["*714*5#"]) == "*999#"
