"""Every payment of every operator, found by its key or by any other name it goes by."""

import threading

from simulator import clock
from simulator.operators.asked import Asked
from simulator.store import Document, Store

KEPT = 50_000  # Payments remembered: an hour of a load test at its fastest.
TRIM_EACH = 500  # Trimming looks at every key, so it is not done at every payment.


class Duplicate(Exception):
    """The operator already has a payment of that id; nothing was done."""


class Book:
    """Payments as documents; ``key`` is ``<operator>:<id>``."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names: dict[str, list[str]] = {}
        self._naming = threading.Lock()
        for each in store.all("money"):
            self._index(each)

    def add(self, asked: Asked) -> Document:
        """Keep a new payment, waiting for its payer; Duplicate when the id is taken."""
        key = f"{asked.operator}:{asked.id}"
        with self._store.lock:
            if self._store.get("money", key):
                raise Duplicate(key)
            payment = self._store.add("money", _document(key, asked), key=key)
            if payment["serial"] % TRIM_EACH == 0:
                self._store.trim("money", KEPT)
        self._index(payment)
        return payment

    def get(self, operator: str, id_: str) -> Document:
        """A payment, or an empty document."""
        return self._store.get("money", f"{operator}:{id_}")

    def change(self, key: str, **values: object) -> Document:
        """Set fields of a payment."""
        return self._store.change("money", key, **values)

    def name(self, key: str, name: str) -> None:
        """Let a payment be found by one more name."""
        with self._store.lock:
            payment = self._store.get("money", key)
            self._store.change("money", key, names=[*payment["names"], name])
        with self._naming:
            self._names.setdefault(f"{payment['operator']}:{name}", []).append(key)

    def named(self, operator: str, name: str) -> list[Document]:
        """The payments of that name, oldest first."""
        found = [self._store.get("money", key) for key in self._names.get(f"{operator}:{name}", [])]
        return [each for each in found if each]

    def newest(self, operator: str, count: int) -> list[Document]:
        """The last payments of an operator, newest first."""
        mine = [each for each in self._store.all("money") if each["operator"] == operator]
        return mine[::-1][:count]

    def _index(self, payment: Document) -> None:
        with self._naming:
            for name in payment["names"]:
                self._names.setdefault(f"{payment['operator']}:{name}", []).append(payment["key"])


def _document(key: str, asked: Asked) -> Document:
    now = clock.epoch()
    return {
        "key": key,
        "operator": asked.operator,
        "id": asked.id,
        "kind": asked.kind,
        "payer": asked.payer,
        "amount": asked.amount,
        "currency": asked.currency,
        "reference": asked.reference,
        "label": asked.label,
        "callback": asked.callback,
        "names": list(asked.names),
        "details": dict(asked.details),
        "state": "pending",
        "reason": "",
        "created": now,
        "expires": now + asked.expires_s,
        "settled": 0.0,
        "operator_id": "",
        "fee": 0,
        "refunded": 0,
        "reversed": False,
    }
