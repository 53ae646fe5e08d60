"""Infobip USSD: four paths a session (start, response, end, status), JSON both ways.

"INFOBIP USSD Gateway to Third-party Application HTTP/REST/JSON Web Service API". ``imsi`` is not read;
``shortCode`` is not as mandatory as documented; a second start of a session gets its screen again.
"""

import json
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from ussd import fields
from ussd.call import Probe, Reading, SessionEvent, Status
from ussd.hook import Hook
from ussd.pull.adapter import read_turn, service_code
from ussd.pull.profile import JSON, Profile
from ussd.pull.reply import always, closes, json_reply, shown
from ussd.signal import BEGIN, CONTINUE, Signal
from ussd.wire import Refused, WireReply, WireRequest

# The session id stands in the path: it is put among the parameters under this name.
SESSION = "sessionId"
JSON_TYPE = "application/json"
INFOBIP = Profile(
    name="infobip",
    encodings=(JSON,),
    session=(SESSION,),
    phone=("msisdn",),
    text=("text",),
    code=("shortCode",),
    operator=("ussdGwId",),
    language=("language",),
    in_path=True,
    reply=json_reply(
        {
            "ussdMenu": shown,
            "shouldClose": closes,
            "responseExitCode": always(200),
            "responseMessage": always(""),
        }
    ),
)
# Exit code 200 is a session that ended as the application asked; any other was broken off.
ENDED_WELL = "200"


def hooks(profile: Profile, codes: tuple[str, ...]) -> Mapping[str, Hook]:
    """By path behind the profile's name, the token left out."""
    post, end, status = frozenset({"POST"}), frozenset({"PUT", "POST"}), frozenset({"GET"})
    start, answer = partial(_turn, profile, codes, BEGIN), partial(_turn, profile, codes, CONTINUE)
    ended, probe = partial(_ended, profile, codes), partial(_probe, profile)
    write, name = profile.reply.write, profile.name
    return MappingProxyType(
        {
            "session/*/start": Hook(name, post, start, write, refuse=_refuse),
            "session/*/response": Hook(name, post, answer, write, refuse=_refuse),
            "session/*/end": Hook(name, end, ended, write, acknowledge=_over, refuse=_refuse),
            "session/*/status": Hook(name, status, probe, write, acknowledge=_active, refuse=_refuse),
        }
    )


def _turn(profile: Profile, codes: tuple[str, ...], signal: Signal, request: WireRequest) -> Reading:
    return read_turn(profile, codes, _parameters(profile, request), signal)


def _ended(profile: Profile, codes: tuple[str, ...], request: WireRequest) -> SessionEvent:
    """The end has neither phone nor screen: it is counted and nothing more."""
    values = _parameters(profile, request, extra=frozenset({"exitCode"}))
    status = Status.SUCCESS if values.get("exitCode") == ENDED_WELL else Status.INCOMPLETE
    code = service_code(profile, codes, values)
    return SessionEvent(profile.name, code, values[SESSION], status, profile.network)


def _probe(profile: Profile, request: WireRequest) -> Probe:
    return Probe(profile.name, _session(request))


def _parameters(
    profile: Profile, request: WireRequest, extra: frozenset[str] = frozenset()
) -> dict[str, str]:
    pairs = fields.decoder(request, (fields.json_pairs,))(request.body)
    values = fields.unique(pairs, (profile.known | extra) - {SESSION})
    values[SESSION] = _session(request)
    fields.clean(values)
    return values


def _session(request: WireRequest) -> str:
    try:
        text = request.path.split("/")[1].encode("latin-1").decode()
    except UnicodeError:
        raise Refused(400, "not_utf8") from None
    fields.clean({SESSION: text})
    return fields.session_id(text)


def _answer(status: int, members: Mapping[str, object]) -> WireReply:
    return WireReply(status, JSON_TYPE, json.dumps(members).encode())


def _over(_kept: bool) -> WireReply:
    return _answer(200, {"responseExitCode": 200, "responseMessage": ""})


def _active(is_open: bool) -> WireReply:
    return _answer(200, {"sessionActive": is_open, "responseExitCode": 200, "responseMessage": ""})


def _refuse(refused: Refused) -> WireReply:
    members = {"responseExitCode": refused.status, "responseMessage": refused.reason_code}
    return _answer(refused.status, members)._replace(headers=refused.headers)
