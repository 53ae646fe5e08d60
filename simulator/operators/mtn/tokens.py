"""MTN's bearer: Basic user and key, an empty body, an hour. It never fails by order."""

import base64
import binascii
import json
import secrets

from flask import Blueprint, jsonify, request

from simulator.operators.door import basic_given
from simulator.operators.mtn.answers import Answer, denied, error
from simulator.world import here

TOKEN_S = 3600

routes = Blueprint("mtn_tokens", __name__, url_prefix="/operators/mtn")


@routes.post("/<any(collection, disbursement, remittance):product>/token/")
def token(product: str) -> Answer:
    """A bearer for an hour against Basic user:key; a body is refused, as on the real one."""
    if not request.headers.get("Ocp-Apim-Subscription-Key"):
        return denied("Access denied due to missing subscription key.")
    if not basic_given():
        return jsonify({"error": "login_failed"}), 401
    if request.get_data():
        return error("REQUEST_REJECTED")
    text = json.dumps({"alg": "RS256", "product": product}).encode()
    head = base64.urlsafe_b64encode(text).decode().rstrip("=")
    # The user is readable in the token, so that its callback host can be checked later.
    access = f"{head}.{_user()}.{secrets.token_urlsafe(32)}"
    return jsonify({"access_token": access, "token_type": "access_token", "expires_in": TOKEN_S}), 200


def _user() -> str:
    try:
        pair = base64.b64decode(request.headers["Authorization"].split(" ", 1)[1]).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    name = pair.partition(":")[0]
    return name if here().store.get("momo-user", name) else secrets.token_hex(8)
