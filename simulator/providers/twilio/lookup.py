"""Twilio's Messages resource, read: one message, or a list by recipient and day of sending."""

from datetime import date
from typing import Any

from flask import jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from simulator.providers.door import side_door
from simulator.providers.service import TWILIO
from simulator.providers.twilio.errors import error
from simulator.providers.twilio.sms import PREFIX, authentic
from simulator.providers.twilio.view import message
from simulator.store import Document
from simulator.world import here

MAX_PAGE = 1000  # PageSize, at most.

routes = side_door(TWILIO, "lookup", PREFIX)


@routes.get("/<account>/Messages/<sid>.json")
def one(account: str, sid: str) -> BaseResponse:
    """The message, as it is now."""
    row = here().book.get(sid)
    if not authentic(account):
        return error(20003)
    if not row or row["provider"] != TWILIO.name or not sid.startswith("SM"):
        return error(20404)
    return jsonify(message(row, account))


@routes.get("/<account>/Messages.json")
def several(account: str) -> BaseResponse:
    """``To?, From?, DateSent?`` (also ``DateSent>``, ``DateSent<``), ``PageSize?, Page?``; newest first."""
    if not authentic(account):
        return error(20003)
    size = min(max(request.args.get("PageSize", 50, type=int), 1), MAX_PAGE)
    page = max(request.args.get("Page", 0, type=int), 0)
    rows = [row for row in here().book.newest(TWILIO.name) if row["id"].startswith("SM") and _wanted(row)]
    found = [message(row, account) for row in rows]
    start = page * size
    return jsonify(_page(found[start : start + size], account, page, size, more=len(found) > start + size))


def _wanted(row: Document) -> bool:
    out = row["direction"] == "out"
    to, sender = (row["phone"], row["other"]) if out else (row["other"], row["phone"])
    asked = request.args
    if asked.get("To", to) != to or asked.get("From", sender) != sender:
        return False
    day = row["at"][:10]
    exact, least, most = (_day(asked.get(name, "")) for name in ("DateSent", "DateSent>", "DateSent<"))
    return (not exact or day == exact) and (not least or day >= least) and (not most or day <= most)


def _day(text: str) -> str:
    """A date or date-time as its date; anything else filters nothing, as with the real one."""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""


def _page(found: list[dict[str, Any]], account: str, page: int, size: int, more: bool) -> dict[str, Any]:
    base = f"{PREFIX}/{account}/Messages.json?PageSize={size}"
    return {
        "first_page_uri": f"{base}&Page=0",
        "end": page * size + max(len(found) - 1, 0),
        "previous_page_uri": f"{base}&Page={page - 1}" if page else None,
        "messages": found,
        "uri": f"{base}&Page={page}",
        "page_size": size,
        "start": page * size,
        "next_page_uri": f"{base}&Page={page + 1}" if more else None,
        "page": page,
    }
