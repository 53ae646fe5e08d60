"""What each address of the bills API does: it reads, refuses or pays at once. The routes are in `doors.py`."""

import json
from collections.abc import Iterable
from typing import Any

from flask import Response, request

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database, DatabaseUnavailable
from payments.biller import accounts, bills, paying, payment
from payments.biller.clients import Client, by_rail, caller, check_message
from payments.biller.errors import BillRefused
from payments.settlement import Settlement

MAX_BYTES = 16 * 1024  # A bill payment with all its optional fields has some 2 kB.


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
        number = accounts.reference(reference)
        paid = payment.read(request.headers, request.get_data())
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
            found = bills.paid_by(connection, client.rail, accounts.reference(reference))
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


def _answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:  # noqa: ANN401
    carried = {"X-Date": clock.now().isoformat(), **(headers or {})}
    body = json.dumps(value, ensure_ascii=False)
    return Response(body, status, carried, mimetype="application/json")
