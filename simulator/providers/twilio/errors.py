"""Twilio's error answers: a JSON with a code of its own beside the HTTP status. twilio.com/docs/api/errors."""

import json

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

# Code -> HTTP status and words.
ERRORS = {
    20003: (401, "Authenticate"),
    20005: (401, "Account not active"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    21211: (400, "Invalid 'To' Phone Number"),
    21408: (
        400,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    ),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
}
RETRY_AFTER_S = {20429: "2"}


def error(code: int) -> BaseResponse:
    """The whole answer for a code."""
    status, words = ERRORS[code]
    more = f"https://www.twilio.com/docs/errors/{code}"
    body = json.dumps({"code": code, "message": words, "more_info": more, "status": status})
    answer = Response(body, status, content_type="application/json; charset=utf-8")
    if code in RETRY_AFTER_S:
        answer.headers["Retry-After"] = RETRY_AFTER_S[code]
    return answer
