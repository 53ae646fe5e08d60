"""Orange's bearer: client credentials by form, good for ninety days."""

import secrets

from flask import Blueprint, jsonify, request

from simulator.operators.door import basic_given
from simulator.operators.orange.answers import Answer, error

TOKEN_S = 7_776_000  # Ninety days.

routes = Blueprint("orange_tokens", __name__, url_prefix="/operators/orange")


@routes.post("/oauth/v3/token")
@routes.post("/oauth/v2/token", endpoint="token_v2")
def token() -> Answer:
    """``Authorization: Basic``, form ``grant_type=client_credentials``."""
    if not basic_given():
        return jsonify({"error": "invalid_client", "error_description": "Missing credentials"}), 401
    if request.form.get("grant_type") != "client_credentials":
        return error(22, "Invalid body field", 400, "grant_type")
    return jsonify(
        {"token_type": "Bearer", "access_token": secrets.token_urlsafe(24), "expires_in": TOKEN_S}
    ), 200
