"""Reads any operator's pull by its profile. What differs between operators is data, not code here."""

from collections.abc import Mapping
from functools import partial

from kernel.turn import Kind, TextMode, Turn
from ussd import fields
from ussd.call import Call, Reading, SessionEvent
from ussd.caller import caller
from ussd.hook import Hook
from ussd.language import spoken
from ussd.pull.profile import FORM, JSON, QUERY, XML, Names, Profile
from ussd.service_code import behind, canonical, dialled_text, ours, required
from ussd.signal import ABORT, BEGIN, CONTINUE, Signal
from ussd.wire import Refused, WireRequest
from ussd.xml_fields import xml_pairs

DECODERS: Mapping[str, fields.Decoder] = {FORM: fields.form_pairs, JSON: fields.json_pairs, XML: xml_pairs}


def hook(profile: Profile, codes: tuple[str, ...]) -> Hook:
    """``codes`` are the deployment's own, the first for operators that name none."""
    methods = {"GET" if encoding == QUERY else "POST" for encoding in profile.encodings}
    return Hook(profile.name, frozenset(methods), partial(read, profile, codes), profile.reply.write)


def read(profile: Profile, codes: tuple[str, ...], request: WireRequest) -> Reading:
    """One request as the profile spells it. Raises Refused."""
    values = fields.unique(_pairs(profile, request), profile.known)
    fields.clean(values)
    return read_turn(profile, codes, values, _signal(profile, codes, values))


def read_turn(profile: Profile, codes: tuple[str, ...], values: Mapping[str, str], signal: Signal) -> Reading:
    """The turn in ``values``; an end without a readable phone is news only."""
    kind, ended = signal
    code = service_code(profile, codes, values)
    session = fields.session_id(pick(values, profile.session))
    network = profile.network or fields.word(pick(values, profile.operator))
    try:
        phone = caller(pick(values, profile.phone), profile.country)
    except Refused:
        if ended is None:
            raise
        return SessionEvent(profile.name, code, session, ended, network)
    turn = Turn(
        channel="ussd",
        dialect=profile.name,
        service_code=code,
        session=session,
        phone=phone,
        kind=kind,
        mode=profile.text_mode,
        text=_text(profile, kind, code, pick(values, profile.text)),
        sequence=fields.word(pick(values, profile.sequence)),
        network=network,
        language=spoken(pick(values, profile.language)),
    )
    return Call(turn, {name: values[name] for name in profile.echo if name in values}, ended)


def service_code(profile: Profile, codes: tuple[str, ...], values: Mapping[str, str]) -> str:
    """The same code at every step of a session, though some operators name it in the first request only."""
    if profile.service_code:
        return canonical(profile.service_code)
    named = pick(values, profile.code)
    return ours(required(named), codes) if named else codes[0]


def pick(values: Mapping[str, str], names: Names) -> str:
    """The value under one of ``names``, "" when absent. Two spellings that disagree are refused."""
    found = {values[name] for name in names if name in values}
    if len(found) > 1:
        raise Refused(400, "duplicate_parameter")
    return found.pop() if found else ""


def _pairs(profile: Profile, request: WireRequest) -> fields.Pairs:
    if request.method == "GET":
        return fields.form_pairs(request.query)
    allowed = [DECODERS[encoding] for encoding in profile.encodings if encoding != QUERY]
    return fields.decoder(request, allowed)(request.body)


def _signal(profile: Profile, codes: tuple[str, ...], values: Mapping[str, str]) -> Signal:
    if any(name in values for name in profile.abort):
        return ABORT
    text = pick(values, profile.text)
    if profile.abort_texts and text.startswith(profile.abort_texts):
        return ABORT
    if not profile.signal:
        return BEGIN if not text or _is_dialled(profile, codes, values, text) else CONTINUE
    try:
        return profile.signals[pick(values, profile.signal).strip().lower()]
    except KeyError:
        raise Refused(400, "message_type") from None


def _is_dialled(profile: Profile, codes: tuple[str, ...], values: Mapping[str, str], text: str) -> bool:
    """An answer that equals the code is taken for a redial: operators without a signal leave no other way."""
    last_only = profile.text_mode is TextMode.LAST
    return last_only and behind(service_code(profile, codes, values), text) is not None


def _text(profile: Profile, kind: Kind, code: str, text: str) -> str:
    if kind is Kind.END:
        return ""
    if kind is Kind.BEGIN:
        return dialled_text(code, text)
    if profile.text_mode is TextMode.ACCUMULATED and text.startswith("*"):
        # Some join the dialled code to the inputs at every step ("*415*33*1#").
        return dialled_text(code, text)
    return text
