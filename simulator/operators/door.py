"""What the HTTP doors of all operators share: a blueprint that can fail, a look at the caller's credentials."""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, request

from simulator import breakage
from simulator.store import Document
from simulator.world import here

BEARER = re.compile(r"Bearer \S+", re.IGNORECASE)
BASIC = re.compile(r"Basic [A-Za-z0-9+/=]+", re.IGNORECASE)


def door(operator: str, name: str, prefix: str, phones: Callable[[], list[str]]) -> Blueprint:
    """A blueprint under ``/operators/<operator>`` on which the operator's HTTP faults strike.

    ``phones`` reads who a request is about. Token calls have doors of their own, without faults: an ordered
    fault is for the next payment, not for the token fetched on the way.
    """
    built = Blueprint(f"{operator}_{name}", __name__, url_prefix=f"/operators/{operator}{prefix}")
    breakage.install(built, operator, phones)
    return built


def bearer_refused(operator: str) -> bool:
    """No bearer at all, or one ordered to be refused. Any other is accepted."""
    if not BEARER.fullmatch(request.headers.get("Authorization", "")):
        return True
    return here().faults.take(operator, ["bad-token"]) is not None


def basic_given() -> bool:
    """Is there a well-formed Basic authorisation?"""
    return bool(BASIC.fullmatch(request.headers.get("Authorization", "")))


def json_body() -> dict[str, Any]:
    """The JSON object sent, or an empty one."""
    body = request.get_json(silent=True, force=True)
    return body if isinstance(body, dict) else {}


def payer_of(payment: Document) -> list[str]:
    """Who a known payment is about, for a fault ordered for one phone."""
    return [payment["payer"]] if payment else []


def e164(digits: str) -> str:
    """``22901…`` or ``+22901…`` as E.164."""
    return "+" + re.sub(r"\D", "", digits)


def whole(amount: object) -> int:
    """An amount as JSON writes it, number or text, as whole units; ValueError when it is not one.

    "5", 5, 5.0 and "5.00" are five: the compliance suites of the field send every one of them.
    """
    if isinstance(amount, bool) or not re.fullmatch(r"\d{1,12}(\.0{1,4})?", str(amount)):
        raise ValueError("amount")
    return int(str(amount).partition(".")[0])
