"""Wave's balance and reconciliation reads, and refunds by transaction. docs.wave.com/balance-api."""

import re
import secrets

from flask import jsonify, request

from simulator.operators.accounts import MERCHANT
from simulator.operators.door import door, payer_of
from simulator.operators.refunds import RefundRefused
from simulator.operators.statement import today
from simulator.operators.wave.answers import Answer, Refused, enter, not_found
from simulator.operators.wave.view import transaction
from simulator.store import Document
from simulator.world import here

PAGE = 100  # Transactions in one answer; the rest behind ``page_info.end_cursor``.


def _phones() -> list[str]:
    return payer_of(_by_number(str((request.view_args or {}).get("number", ""))))


routes = door("wave", "ledger", "/v1", _phones)


@routes.get("/balance")
def balance() -> Answer:
    """What the merchant has."""
    enter()
    has = here().market.till.accounts.balance("wave", MERCHANT)
    return jsonify({"amount": str(has), "currency": "XOF"}), 200


@routes.get("/transactions")
def transactions() -> Answer:
    """Those of ``date`` (YYYY-MM-DD, today when absent), oldest first, a hundred from ``after``."""
    enter()
    day = request.args.get("date") or today("wave").isoformat()
    after = request.args.get("after", "0")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day) or not re.fullmatch(r"\d{1,9}", after):
        raise Refused(400, "request-validation-error", "Invalid: date or after")
    lines, start = _of(day), int(after)
    some = lines[start : start + PAGE]
    more = start + PAGE < len(lines)
    info = {"start_cursor": after, "end_cursor": str(start + PAGE) if more else None, "has_next_page": more}
    return jsonify({"page_info": info, "date": day, "items": _told(some)}), 200


@routes.post("/transactions/<number>/refund")
def refund(number: str) -> Answer | tuple[str, int]:
    """Give a whole transaction back; once given back it stays so and answers the same."""
    enter()
    payment = _by_number(number)
    if not payment:
        raise not_found()
    left = payment["settled_amount"] - payment["refunded"]
    if left:
        try:
            here().market.refunds.refund(payment, f"T_{secrets.token_hex(8)}", left, payment["reference"])
        except RefundRefused:
            raise Refused(409, "refund-failed", "The transaction cannot be refunded.") from None
    return "", 200


@routes.errorhandler(Refused)
def _refused(refusal: Refused) -> Answer:
    return refusal.answer


def _of(day: str) -> list[Document]:
    """The lines of a day's statement: its faults are these reads' faults too."""
    lines = here().store.all("statement")
    return [each for each in lines if each["operator"] == "wave" and each["day"] == day]


def _told(lines: list[Document]) -> list[Document]:
    """Each with the checkout session that its money came by, None where there was none."""
    money = [each for each in here().store.all("money") if each["operator"] == "wave"]
    sessions = {each["operator_id"]: each["id"] for each in money if each["kind"] == "payment"}
    return [transaction(line, sessions.get(line["id"])) for line in lines]


def _by_number(number: str) -> Document:
    everything = here().store.all("money")
    return next(
        (each for each in everything if each["operator"] == "wave" and number == each["operator_id"] != ""),
        {},
    )
