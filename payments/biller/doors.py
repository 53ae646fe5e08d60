"""The addresses under /biller that operators' menus call; each wants the operator's API key.

Source: GSMA Mobile Money API 1.2.0, Bill Payments: accounts/.../bills, bills/.../payments, responses, heartbeat.
"""

import structlog
from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from kernel import access
from kernel.database import DatabaseUnavailable
from payments.biller import accounts
from payments.biller.biller import Biller
from payments.biller.errors import BillRefused, answer

PREFIX = "/biller"

log = structlog.get_logger(__name__)


def blueprint(biller: Biller) -> Blueprint:
    """Every route below PREFIX; an account is named by one identifier or by up to three."""
    door = Blueprint("biller", __name__, url_prefix=PREFIX)
    _account_routes(door, biller)
    _bill_routes(door, biller)
    door.register_error_handler(BillRefused, lambda refusal: _refused(refusal.code))
    door.register_error_handler(RequestEntityTooLarge, lambda _error: _refused("lengthError"))
    door.register_error_handler(DatabaseUnavailable, lambda _error: answer("genericError"))
    door.register_error_handler(HTTPException, lambda _error: _refused("formatError"))
    return door


def _account_routes(door: Blueprint, biller: Biller) -> None:
    @door.get("/accounts/<kind>/<value>/bills")
    @access.bearer("an operator's API key")
    def list_of_identifier(kind: str, value: str) -> Response:
        return biller.bills(kind, value)

    @door.get("/accounts/<account>/bills")
    @access.bearer("an operator's API key")
    def list_of_account(account: str) -> Response:
        return biller.bills(*accounts.identifiers(account))

    @door.post("/accounts/<kind>/<value>/bills/<reference>/payments")
    @access.bearer("an operator's API key")
    def pay_of_identifier(kind: str, value: str, reference: str) -> Response:
        return biller.pay(reference, accounts.phone(value) if kind == accounts.PHONE else None)

    @door.post("/accounts/<account>/bills/<reference>/payments")
    @access.bearer("an operator's API key")
    def pay_of_account(account: str, reference: str) -> Response:
        kind, value = accounts.identifiers(account)
        return biller.pay(reference, accounts.phone(value) if kind == accounts.PHONE else None)

    @door.get("/accounts/<_kind>/<_value>/bills/<reference>/payments")
    @access.bearer("an operator's API key")
    def paid_of_identifier(_kind: str, _value: str, reference: str) -> Response:
        return biller.paid(reference)

    @door.get("/accounts/<_account>/bills/<reference>/payments")
    @access.bearer("an operator's API key")
    def paid_of_account(_account: str, reference: str) -> Response:
        return biller.paid(reference)


def _bill_routes(door: Blueprint, biller: Biller) -> None:
    @door.post("/bills/<reference>/payments")
    @access.bearer("an operator's API key")
    def pay(reference: str) -> Response:
        return biller.pay(reference, None)

    @door.get("/bills/<reference>/payments")
    @access.bearer("an operator's API key")
    def paid(reference: str) -> Response:
        return biller.paid(reference)

    @door.get("/bills/<reference>/payments/<payment_id>")
    @access.bearer("an operator's API key")
    def payment(reference: str, payment_id: str) -> Response:
        return biller.paid(reference, payment_id)

    @door.get("/responses/<correlation_id>")
    @access.bearer("an operator's API key")
    def response(correlation_id: str) -> Response:
        return biller.response(correlation_id)

    @door.get("/heartbeat")
    @access.bearer("an operator's API key")
    def heartbeat() -> Response:
        return biller.heartbeat()


def _refused(code: str) -> Response:
    log.warning("bill_request_refused", code=code)
    return answer(code)
