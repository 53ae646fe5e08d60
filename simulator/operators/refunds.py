"""Money that goes back: refunds the merchant asks for, reversals the operator decides."""

from simulator import clock
from simulator.operators.accounts import MERCHANT
from simulator.operators.asked import Asked
from simulator.operators.book import Book
from simulator.operators.numbers import number
from simulator.operators.till import Till
from simulator.store import Document, Store


class RefundRefused(Exception):
    """Nothing went back; ``reason`` is ``not-found``, ``not-paid`` or ``too-much``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refunds:
    """Never more goes back than was paid."""

    def __init__(self, store: Store, book: Book, till: Till) -> None:
        self._store = store
        self._book = book
        self._till = till

    def refund(self, payment: Document, id_: str, amount: int, reference: str = "") -> Document:
        """Give ``amount`` back to the payer under a new id; Duplicate or RefundRefused."""
        with self._store.lock:
            payment = self._paid(payment, amount)
            asked = Asked(
                payment["operator"], id_, payment["payer"], amount, payment["currency"], reference,
                kind="refund", details={"of": payment["id"]},
            )  # fmt: skip
            refund = self._book.add(asked)
            self._book.change(payment["key"], refunded=payment["refunded"] + amount)
            return self._give(refund)

    def pay_out(self, asked: Asked) -> Document:
        """Pay somebody who never paid here; the operator does not ask why."""
        with self._store.lock:
            return self._give(self._book.add(asked))

    def reverse(self, payment: Document) -> Document:
        """The operator takes a whole payment back from the merchant."""
        with self._store.lock:
            left = payment.get("settled_amount", 0) - payment["refunded"]
            payment = self._paid(payment, left)
            self._till.accounts.move(payment["operator"], MERCHANT, payment["payer"], left)
            self._till.accounts.charge(payment["operator"], -payment["fee"])
            self._till.statement.reverse({**payment, "settled_amount": left})
            return self._book.change(payment["key"], refunded=payment["refunded"] + left, reversed=True)

    def _paid(self, payment: Document, amount: int) -> Document:
        payment = self._store.get("money", payment.get("key", ""))
        if not payment or payment["kind"] == "refund":
            raise RefundRefused("not-found")
        if payment["state"] != "succeeded":
            raise RefundRefused("not-paid")
        if not 0 < amount <= payment["settled_amount"] - payment["refunded"]:
            raise RefundRefused("too-much")
        return payment

    def _give(self, refund: Document) -> Document:
        operator, amount = refund["operator"], refund["amount"]
        values = {
            "state": "succeeded",
            "settled": clock.epoch(),
            "settled_amount": amount,
            "settled_currency": refund["currency"],
            "operator_id": number(refund),
            "fee": 0,
        }
        self._till.accounts.move(operator, MERCHANT, refund["payer"], amount)
        self._till.statement.post({**refund, **values, "settled_amount": -amount})
        return self._book.change(refund["key"], **values)
