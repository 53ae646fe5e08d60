"""The life of a payment at an operator: asked, put to the payer, decided, paid, told. One place for all."""

import threading
from collections.abc import Callable

from simulator.faults import Faults
from simulator.operators.accounts import Accounts
from simulator.operators.agenda import Agenda
from simulator.operators.asked import Asked
from simulator.operators.book import Book
from simulator.operators.callbacks import Callbacks
from simulator.operators.operator import OPERATORS
from simulator.operators.prompts import Prompts
from simulator.operators.settling import Settling
from simulator.operators.statement import Statement
from simulator.options import Options
from simulator.store import Document, Store

SOON_S = 0.05  # What happens by itself happens after the answer to the request has left.
LATE = {"success-after-failed": ("failed", "declined"), "success-after-expiry": ("expired", "expired")}


class Till:
    """Every operator's wire ends here."""

    def __init__(
        self, options: Options, store: Store, faults: Faults, agenda: Agenda, book: Book, callbacks: Callbacks
    ) -> None:
        self._options = options
        self._store = store
        self._faults = faults
        self._agenda = agenda
        self._callbacks = callbacks
        self.book = book
        self.accounts = Accounts(store)
        self.statement = Statement(store)
        self._settling = Settling(faults, self.accounts, self.statement)
        self.prompts = Prompts(store, self.decide)
        self._decided = threading.Condition()
        agenda.teach("decide", self._due)
        agenda.teach("tell", lambda entry: callbacks.tell(self._store.get("money", entry["key"])))

    def objection(self, operator: str, payer: str, amount: int) -> str:
        """Why this payment cannot be: ``not-found``, ``below``, ``above`` or nothing."""
        if payer and self.accounts.closed(operator, payer):
            return "not-found"
        return OPERATORS[operator].objection(amount)

    def open(self, asked: Asked) -> Document:
        """Keep a payment and put it to its payer; Duplicate when the id is known."""
        payment = self.book.add(asked)
        self._plan(payment, asked)
        return self.book.get(asked.operator, asked.id)

    def receive(self, asked: Asked) -> Document:
        """Money the payer sends without having been asked; the PIN was right."""
        return self.decide(self.book.add(asked)["key"], "succeeded")

    def automatic(self, payment: Document) -> bool:
        """Is the payer ordered to accept by themselves? Uses one order up."""
        order = self._faults.take(payment["operator"], ["auto-approve"], [payment["payer"]])
        if order is None:
            return False
        self.later(order.seconds or SOON_S, payment["key"], "succeeded", rich=True)
        return True

    def decide(
        self,
        key: str,
        state: str,
        reason: str = "",
        *,
        late: bool = False,
        rich: bool = False,
        now: bool = False,
    ) -> Document:
        """Bring a waiting payment to ``state``; one already decided stays, unless it is ``late`` money."""
        with self._store.lock:
            payment = self._store.get("money", key)
            if payment["state"] != "pending" and not (late and payment["state"] in ("failed", "expired")):
                return payment
            settle = state == "succeeded"
            values = self._settling.pay(payment, rich) if settle else {"state": state, "reason": reason}
            payment = self.book.change(key, **values)
            self.prompts.drop(key)
        with self._decided:
            self._decided.notify_all()
        if payment["kind"] != "refund":
            self._callbacks.tell(payment, now)
        return payment

    def tell_soon(self, payment: Document) -> None:
        """Tell about a decided payment once the answer to the request has left."""
        self._agenda.at(SOON_S, "tell", key=payment["key"])

    def wait(self, operator: str, id_: str, seconds: float) -> Document:
        """The payment as soon as it is decided, or as it stands after ``seconds``."""
        read: Callable[[], bool] = lambda: self.book.get(operator, id_)["state"] != "pending"  # noqa: E731
        with self._decided:
            self._decided.wait_for(read, seconds)
        return self.book.get(operator, id_)

    def doom(self, operator: str, id_: str, phones: list[str]) -> bool:
        """Is this request refused for ever by a 500? What was once stays so."""
        key = f"{operator}:{id_}"
        if self._store.get("doomed", key):
            return True
        if not self._faults.take(operator, ["error-500-permanent"], phones):
            return False
        self._store.add("doomed", {}, key=key)
        return True

    def odd_word(self, payment: Document) -> bool:
        """Shall the state now being read be a word nobody knows? Uses one order up."""
        return self._faults.take(payment["operator"], ["unknown-word"], [payment["payer"]]) is not None

    def _plan(self, payment: Document, asked: Asked) -> None:
        """What happens to a new payment: refusal, an ordered fate, or the question on the phone."""
        operator, key, phones = asked.operator, payment["key"], [asked.payer]
        if objection := self.objection(operator, asked.payer, asked.amount):
            self.later(SOON_S, key, "failed", objection)
            return
        if self._faults.take(operator, ["callback-forged"], phones):
            self._callbacks.forge(payment)
        if self._faults.take(operator, ["callback-before-reply"], phones):
            self.decide(key, "succeeded", rich=True, now=True)
            return
        if fate := self._faults.take(operator, LATE, phones):
            self.later(SOON_S, key, *LATE[fate.fault])
            self.later(fate.seconds or self._options.late_s, key, "succeeded", late=True, rich=True)
            return
        if self.automatic(payment):
            return
        if asked.push:
            self.prompts.push(payment, question(payment))
        self.later(asked.expires_s, key, "expired", "expired")

    def later(self, after_s: float, key: str, state: str, reason: str = "", **how: bool) -> None:
        """Decide a payment in ``after_s`` seconds."""
        self._agenda.at(after_s, "decide", key=key, state=state, reason=reason, how=how)

    def _due(self, entry: Document) -> None:
        if self._store.get("money", entry["key"]):
            self.decide(entry["key"], entry["state"], entry["reason"], **entry["how"])


def question(payment: Document) -> str:
    """What the payer reads before typing the PIN."""
    who = OPERATORS[payment["operator"]].pusher
    what = f" ({payment['label']})" if payment["label"] else ""
    return f"{who}: payer {payment['amount']} F a GUICHET{what} ? 1 PIN pour confirmer, 0 annuler"
