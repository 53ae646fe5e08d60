"""How MTN says no, and who it lets in at all."""

import uuid
from urllib.parse import urlsplit

from flask import Response, jsonify, request

from simulator.operators.door import bearer_refused
from simulator.world import here

Answer = tuple[Response, int]

MESSAGES = {
    "RESOURCE_ALREADY_EXIST": (409, "Duplicated reference id. Creation of resource failed."),
    "RESOURCE_NOT_FOUND": (404, "Requested resource was not found."),
    "INVALID_CURRENCY": (500, "Currency not supported."),
    "INTERNAL_PROCESSING_ERROR": (500, "An internal error occurred while processing."),
    "INVALID_CALLBACK_URL_HOST": (400, "Callback URL with different host name then configured for API user."),
    "REQUEST_REJECTED": (400, "REQUEST REJECTED"),
}


class Refused(Exception):
    """MTN answers this and does nothing."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def error(code: str) -> Answer:
    """``{code, message}`` with MTN's own status for it, permanent errors dressed as 500 included."""
    status, message = MESSAGES[code]
    return jsonify({"code": code, "message": message}), status


def enter() -> None:
    """Subscription key and bearer; Refused with 401 in the API gateway's own words."""
    if not request.headers.get("Ocp-Apim-Subscription-Key"):
        raise Refused(denied("Access denied due to missing subscription key."))
    if bearer_refused("mtn"):
        raise Refused((jsonify({"code": "login_failed", "message": "Bearer token is invalid."}), 401))


def denied(message: str) -> Answer:
    """401 as Azure API Management writes it."""
    return jsonify({"statusCode": 401, "message": message}), 401


def reference_id() -> str:
    """The X-Reference-Id of the request: a UUID of version 4, or Refused."""
    text = request.headers.get("X-Reference-Id", "")
    try:
        given = uuid.UUID(text)
    except ValueError:
        raise Refused(error("REQUEST_REJECTED")) from None
    if given.version != 4 or str(given) != text.lower():
        raise Refused(error("REQUEST_REJECTED"))
    return text.lower()


def callback_url() -> str:
    """The X-Callback-Url, on the host the API user registered; an empty header is refused."""
    url = request.headers.get("X-Callback-Url")
    if url is None:
        return ""
    host = urlsplit(url).hostname
    if not host:
        raise Refused(error("REQUEST_REJECTED"))
    user = request.headers.get("Authorization", "").partition(".")[2].partition(".")[0]
    registered = here().store.get("momo-user", user).get("host")
    if registered and registered != host:
        raise Refused(error("INVALID_CALLBACK_URL_HOST"))
    return url
