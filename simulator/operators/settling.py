"""The moment money moves: accounts, commission, statement line; with what was ordered to go wrong then."""

from simulator import clock
from simulator.faults import Faults
from simulator.operators.accounts import MERCHANT, Accounts
from simulator.operators.numbers import number
from simulator.operators.operator import OPERATORS
from simulator.operators.statement import Statement
from simulator.store import Document

LINES = tuple(f"statement-line-{name}" for name in ("missing", "duplicated", "late", "reversed"))


class Settling:
    """Pays one payment out of its payer's account. The caller holds the store's lock."""

    def __init__(self, faults: Faults, accounts: Accounts, statement: Statement) -> None:
        self._faults = faults
        self._accounts = accounts
        self._statement = statement

    def pay(self, payment: Document, rich: bool) -> Document:
        """Move the money and write the statement; gives what changes in the payment."""
        operator, payer, phones = payment["operator"], payment["payer"], [payment["payer"]]
        wrong = self._faults.take(operator, ["wrong-amount", "wrong-currency"], phones)
        fault = wrong.fault if wrong else ""
        amount = max(1, payment["amount"] // 2) if fault == "wrong-amount" else payment["amount"]
        if rich:
            self._accounts.enrich(operator, payer, amount)
        if self._accounts.balance(operator, payer) < amount:
            return {"state": "failed", "reason": "funds"}
        values: Document = {
            "state": "succeeded",
            "reason": "",
            "settled": clock.epoch(),
            "settled_amount": amount,
            "settled_currency": "EUR" if fault == "wrong-currency" else payment["currency"],
            "operator_id": number(payment),
            "fee": OPERATORS[operator].fee(amount),
        }
        self._accounts.move(operator, payer, MERCHANT, amount)
        self._accounts.charge(operator, values["fee"])
        line = self._faults.take(operator, LINES, phones)
        self._statement.post({**payment, **values}, line.fault if line else "")
        return values
