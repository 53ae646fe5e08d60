"""The prompts on phones over JSON: what the handset page, the terminal handset and tests call."""

from flask import Blueprint, Response, jsonify, request

from simulator.handset.phones import PhoneRefused, phone
from simulator.operators.door import json_body
from simulator.operators.prompts import PromptGone
from simulator.world import here

MAX_TYPED = 10  # "1*1234" and some slack.

routes = Blueprint("prompt_api", __name__, url_prefix="/phone/api/prompts")


@routes.get("")
def waiting() -> Response:
    """``{prompts: [{id, phone, text, seconds_left}]}`` of one ``phone`` or of all, oldest first."""
    asked = request.args.get("phone", "").strip()
    # A "+" that a client forgot to encode arrives as a space.
    number = phone("+" + asked.lstrip("+")).number if asked else ""
    return jsonify({"prompts": here().market.till.prompts.waiting(number)})


@routes.post("/<prompt_id>")
def answer(prompt_id: str) -> Response:
    """``{pin}``, ``{cancel: true}`` or ``{text}`` as typed on the keypad; gives ``{state, message}``."""
    body = json_body()
    typed = "0" if body.get("cancel") else str(body.get("pin") or body.get("text") or "")
    return jsonify(here().market.till.prompts.answer(prompt_id, typed[:MAX_TYPED]))


@routes.errorhandler(PromptGone)
def _gone(error: PromptGone) -> tuple[Response, int]:
    return jsonify({"error": "gone", "message": "Délai dépassé."}), 410


@routes.errorhandler(PhoneRefused)
def _phone_refused(error: PhoneRefused) -> tuple[Response, int]:
    return jsonify({"error": "phone", "message": str(error)}), 400
