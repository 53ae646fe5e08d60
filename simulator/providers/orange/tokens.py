"""Orange's bearer for SMS: client credentials by form, good for an hour."""

import secrets

from flask import jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from simulator.operators.door import basic_given
from simulator.providers.door import side_door
from simulator.providers.service import ORANGE

TOKEN_S = 3600

routes = side_door(ORANGE, "tokens", "/oauth/v3")


@routes.post("/token")
def token() -> BaseResponse:
    """``Authorization: Basic``, form ``grant_type=client_credentials``."""
    if not basic_given():
        return _refused("invalid_client", "The requested client is invalid", 401)
    if request.form.get("grant_type") != "client_credentials":
        return _refused("unsupported_grant_type", "The grant type is not supported", 400)
    bearer = secrets.token_urlsafe(24)
    return jsonify({"token_type": "Bearer", "access_token": bearer, "expires_in": TOKEN_S})


def _refused(error: str, description: str, status: int) -> BaseResponse:
    answer = jsonify({"error": error, "error_description": description})
    answer.status_code = status
    return answer
