"""What Africa's Talking answers, good and bad: the decision is in each recipient's statusCode."""

import json
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

# The header every client meets in production. Its charset makes the official SDK return a text, not a dict.
JSON = "application/json; charset=utf-8"
REFUSALS = {
    "refuse": (406, "UserInBlacklist"),
    "no-credit": (405, "InsufficientBalance"),
}


def listed(lines: list[dict[str, Any]], summary: str) -> Response:
    """201 with one line a recipient."""
    answer = {"SMSMessageData": {"Message": summary, "Recipients": lines}}
    return Response(json.dumps(answer, ensure_ascii=False, separators=(",", ":")), 201, content_type=JSON)


def refused(number: str, code: int, status: str) -> dict[str, Any]:
    """The line of a recipient that got nothing."""
    return {"statusCode": code, "number": number, "status": status, "cost": "0", "messageId": "None"}


def plain(words: str, status: int) -> Response:
    """What the service says when it cannot even read the request."""
    return Response(words, status, content_type="text/plain; charset=utf-8")


def throttled() -> BaseResponse:
    """Too fast."""
    answer = plain("Too Many Requests", 429)
    answer.headers["Retry-After"] = "2"
    return answer


def parked(response: BaseResponse) -> BaseResponse:
    """The same answer with a status nobody has heard of; only a send that worked has one."""
    body = response.get_data(as_text=True)
    response.set_data(body.replace('"statusCode":101', '"statusCode":199').replace('"Success"', '"Parked"'))
    return response


def everyone_refused(numbers: list[str], fault: str) -> Response:
    """The whole request, refused recipient by recipient."""
    lines = [refused(number, *REFUSALS[fault]) for number in numbers]
    return listed(lines, f"Sent to 0/{len(lines)} Total Cost: 0")


def authentic() -> bool:
    """Is there a key? Any is good."""
    return bool(request.headers.get("apiKey"))
