"""How each dialect spells the same four moments: dial, answer, cancel, and what a reply says."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import TestResponse

Wire = dict[str, Any]
FORM = "application/x-www-form-urlencoded"


def post(path: str, fields: Mapping[str, object], kind: str = FORM) -> Wire:
    """A POST with a body of ``kind``."""
    body = json.dumps(fields) if kind == "application/json" else urlencode(fields)
    return {"method": "POST", "path": path, "data": body, "content_type": kind}


def post_json(path: str, fields: Mapping[str, object]) -> Wire:
    return post(path, fields, "application/json")


@dataclass(frozen=True)
class Spelling:
    """``dial(session, phone, inputs)`` and ``answer(...)`` make a request; ``shows`` gives (text, asks)."""

    dialect: str
    dial: Callable[[str, str, list[str]], Wire]
    answer: Callable[[str, str, list[str]], Wire]
    cancel: Callable[[str, str], Wire] | None
    shows: Callable[[TestResponse], tuple[str, bool]]
    accumulated: bool = False


def con_end(response: TestResponse) -> tuple[str, bool]:
    assert response.text[:4] in ("CON ", "END ")
    return response.text[4:], response.text.startswith("CON ")


def _dialled(inputs: list[str]) -> str:
    return "*" + "*".join(["384", *inputs]) + "#"


def _at(session: str, phone: str, inputs: list[str]) -> Wire:
    return post(
        "/ussd/africastalking/demo",
        {
            "phoneNumber": phone,
            "serviceCode": "*384#",
            "text": "*".join(inputs),
            "sessionId": session,
            "networkCode": "61002",
        },
    )


def _mtn(kind: object, text: Callable[[list[str]], str]) -> Callable[[str, str, list[str]], Wire]:
    return lambda session, phone, inputs: post_json(
        "/ussd/mtn/demo",
        {
            "sessionId": session,
            "messageType": kind,
            "msisdn": phone.lstrip("+"),
            "serviceCode": "*384#",
            "ussdString": text(inputs),
            "cellId": "61603-2041-17",
            "language": "FRA",
            "imsi": "616030000000003",
        },
    )


def _mtn_shows(response: TestResponse) -> tuple[str, bool]:
    data = response.get_json()["data"]
    assert data["messageType"] == (1 if data["userInputRequired"] else 2)
    return data["inboundResponse"], data["userInputRequired"]


def _last(inputs: list[str]) -> str:
    return inputs[-1]


def _comviva(text: Callable[[list[str]], str]) -> Callable[[str, str, list[str]], Wire]:
    return lambda session, phone, inputs: {
        "method": "GET",
        "path": "/ussd/pull/comviva/demo",
        "query_string": {
            "SessionID": session,
            "MSISDN": phone.lstrip("+"),
            "MSC": "22379",
            "input": text(inputs),
        },
    }


def _comviva_clean(session: str, phone: str) -> Wire:
    query = f"clean=cleann&error=523&SessionID={session}&msisdn={phone.lstrip('+')}&=&=&en=&"
    return {"method": "GET", "path": "/ussd/pull/comviva/demo", "query_string": query}


def _truroute(kind: str, text: Callable[[list[str]], str]) -> Callable[[str, str, list[str]], Wire]:
    return lambda session, phone, inputs: {
        "method": "POST",
        "path": "/ussd/pull/truroute/demo",
        "content_type": "text/xml",
        "data": f"<ussd><type>{kind}</type><msg>{text(inputs)}</msg><sessionid>{session}</sessionid>"
        f"<msisdn>{phone.lstrip('+')}</msisdn></ussd>",
    }


def _truroute_shows(response: TestResponse) -> tuple[str, bool]:
    found = re.search("<type>(.)</type><msg>(.*)</msg>", response.text, re.DOTALL)
    assert found
    return unescape(found[2]), found[1] == "2"


def _infobip(step: str, text: Callable[[list[str]], str]) -> Callable[[str, str, list[str]], Wire]:
    return lambda session, phone, inputs: post_json(
        f"/ussd/pull/infobip/demo/session/{session}/{step}",
        {
            "msisdn": phone.lstrip("+"),
            "text": text(inputs),
            "shortCode": "*384#",
            "imsi": "610020000000001",
            "ussdGwId": "live2",
        },
    )


def _infobip_end(session: str, _phone: str) -> Wire:
    path = f"/ussd/pull/infobip/demo/session/{session}/end"
    return post_json(path, {"reason": "timeout", "exitCode": 510}) | {"method": "PUT"}


def _infobip_shows(response: TestResponse) -> tuple[str, bool]:
    answer = response.get_json()
    assert answer["responseExitCode"] == 200
    return answer["ussdMenu"], not answer["shouldClose"]


def _hubtel(kind: str, text: Callable[[list[str]], str]) -> Callable[[str, str, list[str]], Wire]:
    return lambda session, phone, inputs: post_json(
        "/ussd/pull/hubtel/demo",
        {
            "SessionId": session,
            "Mobile": phone.lstrip("+"),
            "ServiceCode": "384",
            "Operator": "moov",
            "Type": kind,
            "Message": text(inputs),
            "Sequence": len(inputs) + 1,
            "ClientState": "abc",
        },
    )


def _nalo(first: bool, text: Callable[[list[str]], str]) -> Callable[[str, str, list[str]], Wire]:
    return lambda session, phone, inputs: post_json(
        "/ussd/pull/nalo/demo",
        {
            "USERID": "GUICHET",
            "MSISDN": phone.lstrip("+"),
            "USERDATA": text(inputs),
            "MSGTYPE": first,
            "NETWORK": "MOOV",
            "SESSIONID": session,
        },
    )


def _generic(text: Callable[[list[str]], str]) -> Callable[[str, str, list[str]], Wire]:
    return lambda session, phone, inputs: post(
        "/ussd/pull/generic/demo",
        {
            "sessionId": session,
            "phoneNumber": phone,
            "serviceCode": "*384#",
            "text": text(inputs),
        },
    )


def _member(text: str, asks: str, word: object) -> Callable[[TestResponse], tuple[str, bool]]:
    return lambda response: (response.get_json()[text], response.get_json()[asks] == word)


def _nothing(make: Callable[[str, str, list[str]], Wire]) -> Callable[[str, str], Wire]:
    return lambda session, phone: make(session, phone, ["x"])


SPELLINGS = (
    Spelling("africastalking", _at, _at, None, con_end, accumulated=True),
    Spelling("mtn", _mtn("0", _dialled), _mtn(1, _last), _nothing(_mtn("4", _last)), _mtn_shows),
    Spelling(
        "comviva",
        _comviva(lambda inputs: _dialled(inputs).strip("*#")),
        _comviva(_last),
        _comviva_clean,
        lambda response: (response.text, response.headers["Freeflow"] == "FC"),
    ),
    Spelling(
        "truroute",
        _truroute("1", _dialled),
        _truroute("2", _last),
        _nothing(_truroute("3", _last)),
        _truroute_shows,
    ),
    Spelling(
        "infobip", _infobip("start", _dialled), _infobip("response", _last), _infobip_end, _infobip_shows
    ),
    Spelling(
        "hubtel",
        _hubtel("Initiation", _dialled),
        _hubtel("Response", _last),
        _nothing(_hubtel("Timeout", _last)),
        _member("Message", "Type", "Response"),
    ),
    Spelling("nalo", _nalo(True, _dialled), _nalo(False, _last), None, _member("MSG", "MSGTYPE", True)),
    Spelling("generic", _generic(_dialled), _generic(_last), None, con_end),
)
