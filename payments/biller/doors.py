"""The addresses under /biller that operators' menus call. They read, refuse or pay at once: nothing is queued.

Source: GSMA Mobile Money API 1.2.0, Bill Payments: accounts/.../bills, bills/.../payments, responses, heartbeat.
"""

import json
from collections.abc import Iterable
from typing import Any

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from kernel import access, clock
from kernel.crypto import Keyring
from kernel.database import Database, DatabaseUnavailable
from payments.biller import bills, paying
from payments.biller.clients import Client, by_rail, caller, check_message
from payments.biller.errors import BillRefused, answer
from payments.settlement import Settlement

PREFIX = "/biller"
MAX_BYTES = 16 * 1024  # A bill payment with all its optional fields has some 2 kB.

log = structlog.get_logger(__name__)


class Biller:
    """What the doors need. ``dialled`` are the rails whose attempts prompt nobody (merchant codes)."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        settlement: Settlement,
        clients: Iterable[Client],
        dialled: frozenset[str] = frozenset(),
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._settlement = settlement
        self._clients = by_rail(clients)
        self._dialled = dialled

    def caller(self) -> Client:
        """Who calls, with the message as they hashed it. Raises BillRefused."""
        request.max_content_length = MAX_BYTES
        client = caller(self._clients, request.headers)
        check_message(request.headers, request.get_data())
        return client

    def bills(self, kind: str, value: str) -> Response:
        """The open bills of an account."""
        self.caller()
        limit, offset = bills.window(request.args)
        with self._database.transaction() as connection:
            page = bills.of_account(connection, self._keyring, kind, value, limit, offset)
        counts = {"X-Records-Available-Count": page.total, "X-Records-Returned-Count": len(page.bills)}
        return _answer(page.bills, headers={name: str(count) for name, count in counts.items()})

    def pay(self, reference: str, payer: str | None) -> Response:
        """201 with the payment. Raises BillRefused."""
        client = self.caller()
        number = bills.reference(reference)
        paid = paying.read(request.headers, request.get_data())
        with self._database.transaction() as connection:
            row = paying.pay(
                connection,
                self._settlement,
                self._dialled,
                rail=client.rail,
                reference=number,
                payer=payer,
                paid=paid,
            )
        return _answer(bills.payment(row), 201)

    def paid(self, reference: str, payment_id: str | None = None) -> Response:
        """What this operator has paid of a bill, or one of these payments."""
        client = self.caller()
        with self._database.transaction() as connection:
            found = bills.paid_by(connection, client.rail, bills.reference(reference))
        if payment_id is None:
            return _answer(found)
        for item in found:
            if item["serviceProviderPaymentReference"] == payment_id:
                return _answer(item)
        raise BillRefused("identifierError")

    def response(self, correlation_id: str) -> Response:
        """Where a request ended: the clean answer to "did it arrive?"."""
        client = self.caller()
        with self._database.transaction() as connection:
            row = paying.find(connection, client.rail, correlation_id)
        if row is None:
            raise BillRefused("identifierError")
        return _answer({"link": f"/bills/{row.reference}/payments/{row.id}"})

    def heartbeat(self) -> Response:
        """Whether a payment would be taken now."""
        self.caller()
        try:
            with self._database.transaction():
                return _answer({"serviceStatus": "available"})
        except DatabaseUnavailable:
            return _answer({"serviceStatus": "unavailable"})


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
        return biller.bills(*bills.identifiers(account))

    @door.post("/accounts/<kind>/<value>/bills/<reference>/payments")
    @access.bearer("an operator's API key")
    def pay_of_identifier(kind: str, value: str, reference: str) -> Response:
        return biller.pay(reference, bills.phone(value) if kind == bills.PHONE else None)

    @door.post("/accounts/<account>/bills/<reference>/payments")
    @access.bearer("an operator's API key")
    def pay_of_account(account: str, reference: str) -> Response:
        kind, value = bills.identifiers(account)
        return biller.pay(reference, bills.phone(value) if kind == bills.PHONE else None)

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


def _answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:  # noqa: ANN401
    carried = {"X-Date": clock.now().isoformat(), **(headers or {})}
    body = json.dumps(value, ensure_ascii=False)
    return Response(body, status, carried, mimetype="application/json")
