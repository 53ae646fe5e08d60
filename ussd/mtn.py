"""MTN MADAPI USSD v1: JSON posts with the last input only, the operator of Benin with a public contract.

"MTN Messaging USSD API", InboundRequest and InboundResponse. ``imsi`` and ``cellId`` are not read.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType

from kernel.turn import Kind, Screen, TextMode, Turn
from ussd import fields
from ussd.call import Call
from ussd.caller import caller
from ussd.hook import Hook
from ussd.language import spoken
from ussd.service_code import dialled_text, required
from ussd.signal import ABORT, BEGIN, CONTINUE, RELEASE, Signal
from ussd.wire import Refused, WireReply, WireRequest

DIALECT = "mtn"
JSON = "application/json"
NETWORK = "61603"  # MTN Benin (ITU-T E.212); the contract has no field for it.
KNOWN = frozenset({"sessionId", "messageType", "msisdn", "serviceCode", "ussdString", "language"})
MESSAGE_TYPES: Mapping[str, Signal] = MappingProxyType({
    "0": BEGIN,
    "1": CONTINUE,
    "2": RELEASE,
    "3": RELEASE,  # notification: delivered, nothing is asked
    "4": ABORT,  # ussdString is the reason and not an input
    "5": ABORT,  # timeout
})  # fmt: skip
GOES_ON, ENDS = 1, 2  # messageType of a reply
_JSON = (fields.json_pairs,)


def read(request: WireRequest) -> Call:
    """One turn. On Begin ``ussdString`` is what was dialled, whole or behind the code."""
    values = fields.unique(fields.decoder(request, _JSON)(request.body), KNOWN)
    fields.clean(values)
    kind, ended = _kind(values.get("messageType", ""))
    code = required(values.get("serviceCode", ""))
    typed = values.get("ussdString", "")
    turn = Turn(
        channel="ussd",
        dialect=DIALECT,
        service_code=code,
        session=fields.session_id(values.get("sessionId", "")),
        phone=caller(values.get("msisdn", "")),
        kind=kind,
        mode=TextMode.LAST,
        text=READERS[kind](code, typed),
        network=NETWORK,
        language=spoken(values.get("language", "")),
    )
    return Call(turn, {"serviceCode": values["serviceCode"], "msisdn": values["msisdn"]}, ended)


def _as_typed(_code: str, typed: str) -> str:
    return typed


def _nothing(_code: str, _reason: str) -> str:
    return ""


READERS = {
    Kind.BEGIN: dialled_text,
    Kind.CONTINUE: _as_typed,
    Kind.END: _nothing,
}


def _kind(message_type: str) -> Signal:
    try:
        return MESSAGE_TYPES[message_type]
    except KeyError:
        raise Refused(400, "message_type") from None


def write(call: Call, screen: Screen) -> WireReply:
    """The session id stands for ``transactionId``: a repeated request must get the same bytes."""
    answer = {
        "statusCode": "0000",
        "statusMessage": "Success",
        "transactionId": call.turn.session,
        "data": {
            "inboundResponse": screen.text,
            "userInputRequired": screen.more,
            "messageType": GOES_ON if screen.more else ENDS,
            **call.echo,
        },
        "_link": {"self": {"href": f"/messages/ussd/{DIALECT}"}},
    }
    return WireReply(200, JSON, json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def hooks() -> dict[str, Hook]:
    """By path, the token left out."""
    return {DIALECT: Hook(DIALECT, frozenset({"POST"}), read, write)}
