"""The calls behind the handset page, the terminal handset and tests: JSON under ``/phone/api``."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.handset.phones import PhoneRefused, phone
from simulator.handset.session import Shown
from simulator.handset.sessions import DialRefused, Step
from simulator.handset.view import number_view, person_view, step_view
from simulator.providers.directory import numbers, serving
from simulator.world import here

MAX_SMS = 1600  # Characters a person may write: ten parts.
REFUSALS = {"no-session": 409, "waiting": 409}

routes = Blueprint("phone_api", __name__, url_prefix="/phone/api")


@routes.get("/phones")
def phones() -> Response:
    """The phones on the page, the code to dial and the number to write to."""
    options = here().options
    people = [person_view(each) for each in here().phones.all()]
    served = [number_view(each) for each in numbers(options)]
    codes = {"service_code": options.service_code, "short_code": options.short_code}
    return jsonify({"phones": people, **codes, "numbers": served})


@routes.post("/phones")
def add_phone() -> tuple[Response, int]:
    """``{phone, name?, dialect?}``: put one more phone on the page."""
    body = _body()
    new = phone(_text(body, "phone"), _text(body, "name"), _text(body, "dialect"))
    return jsonify(person_view(here().phones.add(new))), 201


@routes.post("/dial")
def dial() -> Response:
    """``{phone, code, dialect?}`` begins a session."""
    body = _body()
    caller = here().phones.find(_text(body, "phone"))
    code = _text(body, "code").replace(" ", "") or here().options.service_code
    if words := here().market.dialled.answer(caller.number, code):
        here().sessions.hangup(caller.number)
        return jsonify(step_view(Step("", Shown(words, False), "", 0.0, None)))
    return jsonify(step_view(here().sessions.dial(caller, code, _text(body, "dialect"))))


@routes.post("/answer")
def answer() -> Response:
    """``{phone, text}`` answers the screen."""
    body = _body()
    return jsonify(step_view(here().sessions.answer(phone(_text(body, "phone")).number, _text(body, "text"))))


@routes.post("/hangup")
def hangup() -> Response:
    """``{phone}`` ends the session, if there is one."""
    return jsonify({"ended": here().sessions.hangup(phone(_text(_body(), "phone")).number)})


@routes.get("/inbox")
def inbox() -> Response:
    """SMS above ``after``, of one ``phone`` or of all; ``last`` is the id to ask after next time."""
    asked = request.args.get("phone", "")
    # A "+" that a client forgot to encode arrives as a space.
    asked = f"+{asked[1:]}" if asked.startswith(" ") else asked
    number = phone(asked).number if asked else ""
    after = request.args.get("after", 0, type=int)
    messages = here().inbox.after(after, number)
    last = max([each["id"] for each in messages], default=after)
    return jsonify({"messages": messages, "last": last})


@routes.post("/sms")
def sms() -> tuple[Response, int]:
    """``{from, to?, text}``: the person sends an SMS; it is on its way when this answers."""
    body = _body()
    sender = here().phones.find(_text(body, "from"))
    text = _text(body, "text")[:MAX_SMS]
    if not text.strip():
        raise DialRefused("empty", "Le message est vide.")
    to = _text(body, "to") or here().options.short_code
    served = serving(here().options, to, sender.network)
    if served is None:
        raise DialRefused("number", f"Message non envoyé : le {to} n'existe pas chez {sender.operator}.")
    here().inbox.sent(sender.number, served.number, text, served.service.label)
    message_id = here().inbound.post(sender, served, text)
    return jsonify({"id": message_id, "to": served.number, "provider": served.service.name}), 202


@routes.errorhandler(DialRefused)
def _dial_refused(error: DialRefused) -> tuple[Response, int]:
    return jsonify({"error": error.code, "message": str(error)}), REFUSALS.get(error.code, 400)


@routes.errorhandler(PhoneRefused)
def _phone_refused(error: PhoneRefused) -> tuple[Response, int]:
    return jsonify({"error": "phone", "message": str(error)}), 400


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise DialRefused("json", "Un objet JSON est attendu.")
    return body


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise DialRefused("json", f"Le champ {name} doit être un texte.")
    # A lone surrogate can be written in JSON but not sent on any wire.
    return value.encode("utf-8", "replace").decode()
