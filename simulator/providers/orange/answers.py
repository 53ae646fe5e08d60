"""What Orange answers: the request with its resourceURL, or a OneAPI error. developer.orange.com/apis/sms."""

from typing import Any

from flask import jsonify
from werkzeug.wrappers import Response as BaseResponse

SERVICE, POLICY = "serviceException", "policyException"
# Exception id -> kind, HTTP status and words; the real ones leave %1 in the text and fill it beside.
ERRORS = {
    "SVC0002": (SERVICE, 400, "Invalid input value for message part %1"),
    "SVC0004": (SERVICE, 400, "No valid addresses provided in message part %1"),
    "POL0001": (POLICY, 403, "A policy error occurred. Error code is %1"),
}
EXPIRED = "Expired contract. You can buy a new bundle on https://developer.orange.com to reactivate it"


def error(code: str, variable: str = "") -> BaseResponse:
    """``{"requestError": {...}}``."""
    kind, status, text = ERRORS[code]
    body: dict[str, Any] = {"messageId": code, "text": text, "variables": [variable] if variable else []}
    answer = jsonify({"requestError": {kind: body}})
    answer.status_code = status
    return answer


def turned_back(status: int, code: int, message: str, description: str) -> BaseResponse:
    """The gateway in front of the API speaks another dialect of errors."""
    answer = jsonify({"code": code, "message": message, "description": description})
    answer.status_code = status
    if status == 429:
        answer.headers["Retry-After"] = "2"
    return answer
