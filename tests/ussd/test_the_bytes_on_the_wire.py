"""Requests and replies byte for byte, dialect by dialect."""

from typing import Any

import pytest

from kernel.turn import Kind, Screen, TextMode, Turn
from tests.ussd.desk import GOODBYE, Desk
from tests.ussd.spellings import FORM

AT_BODY = (
    b"phoneNumber=%2B22370000001&serviceCode=%2A384%23&text=4%2A17%2A&"
    b"sessionId=ATUid_0123456789abcdef0123456789abcdef&networkCode=61002"
)
AT = {"method": "POST", "path": "/ussd/africastalking/demo", "data": AT_BODY, "content_type": FORM}


def test_africas_talking_is_read_field_by_field() -> None:
    desk = Desk()
    desk.send(AT)
    assert desk.turns == [
        Turn(
            channel="ussd",
            dialect="africastalking",
            service_code="*384#",
            session="ATUid_0123456789abcdef0123456789abcdef",
            phone="+22370000001",
            kind=Kind.CONTINUE,
            mode=TextMode.ACCUMULATED,
            text="4*17*",
            network="61002",
        )
    ]


@pytest.mark.parametrize(
    ("phone", "e164"),
    [
        ("%2B22370000001", "+22370000001"),
        ("22370000001", "+22370000001"),
        ("+22370000001", "+22370000001"),  # an unescaped plus is a space in a form
        ("%2B22997000003", "+2290197000003"),
        ("22997000003", "+2290197000003"),
        ("2290197000003", "+2290197000003"),
        ("254711223344", "+254711223344"),
    ],
)
def test_a_phone_is_one_key_however_it_is_written(phone: str, e164: str) -> None:
    desk = Desk()
    desk.send(AT | {"data": AT_BODY.replace(b"%2B22370000001", phone.encode())})
    assert desk.turns[0].phone == e164


def test_an_unknown_network_is_taken_as_it_comes() -> None:
    desk = Desk()
    desk.send(AT | {"data": AT_BODY.replace(b"61002", b"Athena-99999")})
    assert desk.turns[0].network == "Athena-99999"


def test_africas_talking_reply() -> None:
    desk = Desk()
    desk.screen = Screen("Déjà payé", more=True, name="case|été.1" + "x" * 120)
    response = desk.send(AT)
    assert response.data == "CON Déjà payé".encode()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Length"] == str(len(response.data))
    assert response.headers["Cache-Control"] == "no-store"
    hop = response.headers["at-ussd-hop-metadata"]
    assert hop == "case__t_.1" + "x" * 89
    assert len(hop) == 99


MTN = {
    "method": "POST",
    "path": "/ussd/mtn/demo",
    "content_type": "application/json; charset=utf-8",
    "data": b'{"sessionId":"16733","messageType":"1","msisdn":"2290197000003","serviceCode":"*384#",'
    b'"ussdString":"1","cellId":null,"language":"FRA","imsi":"616030000000003","nodeId":{"a":[1]}}',
}


def test_mtn_both_ways() -> None:
    desk = Desk()
    response = desk.send(MTN)
    (turn,) = desk.turns
    assert turn == Turn(
        channel="ussd",
        dialect="mtn",
        service_code="*384#",
        session="16733",
        phone="+2290197000003",
        kind=Kind.CONTINUE,
        mode=TextMode.LAST,
        text="1",
        network="61603",
        language="fr",
    )
    assert "616030000000003" not in repr(turn)
    assert response.headers["Content-Type"] == "application/json"
    assert response.data == (
        b'{"statusCode": "0000", "statusMessage": "Success", "transactionId": "16733", "data": {'
        b'"inboundResponse": "1 Suivre un dossier\\n2 Payer", "userInputRequired": true, "messageType": 1, '
        b'"serviceCode": "*384#", "msisdn": "2290197000003"}, '
        b'"_link": {"self": {"href": "/messages/ussd/mtn"}}}'
    )


def test_mtn_gets_back_the_number_that_it_sent() -> None:
    """The old number of eight digits is upgraded for us only."""
    desk = Desk()
    response = desk.send(MTN | {"data": MTN["data"].replace(b"2290197000003", b"22997000003")})  # type: ignore[attr-defined]
    assert desk.turns[0].phone == "+2290197000003"
    assert response.get_json()["data"]["msisdn"] == "22997000003"


@pytest.mark.parametrize("kind", ["0", 0, "1", 1])
def test_mtn_numbers_its_messages_as_text_or_as_numbers(kind: object) -> None:
    desk = Desk()
    body = {
        "sessionId": "1",
        "messageType": kind,
        "msisdn": "2290197000003",
        "serviceCode": "384",
        "ussdString": "",
    }
    assert desk.client.post("/ussd/mtn/demo", json=body).status_code == 200
    assert desk.turns[0].kind is (Kind.CONTINUE if str(kind) == "1" else Kind.BEGIN)
    assert desk.turns[0].service_code == "*384#"


PULL_REPLIES: list[tuple[str, dict[str, Any], bytes, dict[str, str]]] = [
    (
        "comviva",
        {"method": "GET", "query_string": "SessionID=1&MSISDN=22370000001&MSC=1&input=2&userid=u&password=p"},
        b"Merci. Au revoir.",
        {"Freeflow": "FB", "charge": "N", "amount": "0", "Content-Type": "text/plain; charset=utf-8"},
    ),
    (
        "truroute",
        {
            "method": "POST",
            "content_type": "text/xml",
            "data": b"<ussd>\n <type>2</type>\n <msg> 2 </msg><sessionid>1</sessionid>"
            b"<msisdn>22370000001</msisdn></ussd>",
        },
        b'<?xml version="1.0" encoding="UTF-8"?><ussd><type>3</type><msg>Merci. Au revoir.</msg></ussd>',
        {"Content-Type": "text/xml; charset=utf-8"},
    ),
    (
        "hubtel",
        {
            "method": "POST",
            "json": {
                "SessionId": "1",
                "Mobile": "22370000001",
                "ServiceCode": "*384#",
                "Type": "response",
                "Message": "2",
                "Operator": "mtn",
                "Sequence": 2,
                "ClientState": "st",
            },
        },
        b'{"Type": "Release", "Message": "Merci. Au revoir.", "ClientState": "st"}',
        {"Content-Type": "application/json"},
    ),
    (
        "nalo",
        {
            "method": "POST",
            "json": {
                "USERID": "N1",
                "MSISDN": "22370000001",
                "USERDATA": "2",
                "MSGTYPE": False,
                "NETWORK": "MTN",
                "SESSIONID": "1",
            },
        },
        b'{"USERID": "N1", "MSISDN": "22370000001", "MSG": "Merci. Au revoir.", "MSGTYPE": false}',
        {"Content-Type": "application/json"},
    ),
    (
        "generic",
        {"method": "GET", "query_string": "sessionId=1&phoneNumber=22370000001&serviceCode=*384%23&text=2"},
        b"END Merci. Au revoir.",
        {"Content-Type": "text/plain; charset=utf-8"},
    ),
]


@pytest.mark.parametrize(
    ("profile", "wire", "body", "headers"), PULL_REPLIES, ids=[row[0] for row in PULL_REPLIES]
)
def test_a_pull_both_ways(profile: str, wire: dict[str, Any], body: bytes, headers: dict[str, str]) -> None:
    desk = Desk()
    desk.screen = GOODBYE
    response = desk.send({"path": f"/ussd/pull/{profile}/demo", **wire})
    assert (response.status_code, response.data) == (200, body)
    assert {name: response.headers[name] for name in headers} == headers
    (turn,) = desk.turns
    assert (turn.session, turn.phone, turn.text, turn.kind) == ("1", "+22370000001", "2", Kind.CONTINUE)


def test_hubtel_numbers_its_steps() -> None:
    desk = Desk()
    desk.send({"path": "/ussd/pull/hubtel/demo", **PULL_REPLIES[2][1]})
    assert desk.turns[0].sequence == "2"


def test_infobip_paths_and_bodies() -> None:
    desk = Desk(is_open=lambda dialect, session: (dialect, session) == ("infobip", "é1"))
    front = "/ussd/pull/infobip/demo/session/é1"
    start = desk.client.post(
        f"{front}/start", json={"msisdn": "22370000001", "text": "*384*17#", "shortCode": None}
    )
    assert start.get_json() == {
        "ussdMenu": desk.screen.text,
        "shouldClose": False,
        "responseExitCode": 200,
        "responseMessage": "",
    }
    assert (desk.turns[0].session, desk.turns[0].text, desk.turns[0].kind) == ("é1", "17", Kind.BEGIN)
    assert desk.client.get(f"{front}/status").get_json()["sessionActive"] is True
    assert desk.client.get("/ussd/pull/infobip/demo/session/2/status").get_json()["sessionActive"] is False
    end = desk.client.put(f"{front}/end", json={"reason": "ok", "exitCode": 200})
    assert end.get_json() == {"responseExitCode": 200, "responseMessage": ""}
    assert [event.status.value for event in desk.events] == ["Success"]
    refused = desk.client.post(f"{front}/response", json={"text": "1"})
    assert refused.status_code == 400
    assert refused.get_json() == {"responseExitCode": 400, "responseMessage": "missing_phone"}
