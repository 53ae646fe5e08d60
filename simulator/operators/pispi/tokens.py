"""PI's bearer: OAuth 2 client credentials, by Basic or in the form."""

import secrets

from flask import Blueprint, Response, jsonify, request

from simulator.operators.door import basic_given

TOKEN_S = 3600

routes = Blueprint("pispi_tokens", __name__, url_prefix="/operators/pispi")


@routes.post("/oauth2/token")
@routes.post("/oauth/token", endpoint="short")
def token() -> tuple[Response, int]:
    """Form ``grant_type=client_credentials``."""
    known = basic_given() or bool(request.form.get("client_id") and request.form.get("client_secret"))
    if not known or request.form.get("grant_type") != "client_credentials":
        return jsonify({"error": "invalid_client"}), 401
    return jsonify(
        {"access_token": secrets.token_urlsafe(32), "token_type": "Bearer", "expires_in": TOKEN_S}
    ), 200
