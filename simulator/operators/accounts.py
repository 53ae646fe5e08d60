"""The money of every payer and of the merchant, operator by operator, in whole francs."""

from simulator.store import Document, Store

OPENING = 500_000  # Francs a payer holds at first: enough for every fee in the catalogue.
MERCHANT = "merchant"


class Accounts:
    """An account exists from the first time somebody asks for it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def balance(self, operator: str, holder: str) -> int:
        """What the holder (E.164 or ``merchant``) has."""
        return int(self._account(operator, holder)["balance"])

    def closed(self, operator: str, holder: str) -> bool:
        """Is this phone nobody's account here?"""
        return bool(self._account(operator, holder)["closed"])

    def set(self, operator: str, holder: str, balance: int, closed: bool) -> Document:
        """Decide what somebody has, and whether they have an account at all."""
        return self._keep(operator, holder, {"balance": balance, "closed": closed})

    def move(self, operator: str, giver: str, taker: str, amount: int) -> None:
        """Hand money over. The merchant may owe: a refund is paid from tomorrow's takings."""
        with self._store.lock:
            for holder, change in ((giver, -amount), (taker, amount)):
                account = self._account(operator, holder)
                self._keep(operator, holder, {**account, "balance": account["balance"] + change})

    def charge(self, operator: str, fee: int) -> None:
        """The operator keeps its commission from the merchant, or gives it back when negative."""
        with self._store.lock:
            account = self._account(operator, MERCHANT)
            self._keep(operator, MERCHANT, {**account, "balance": account["balance"] - fee})

    def enrich(self, operator: str, holder: str, amount: int) -> None:
        """See to it that the holder can pay ``amount``."""
        with self._store.lock:
            account = self._account(operator, holder)
            if account["balance"] < amount:
                self._keep(operator, holder, {**account, "balance": amount + OPENING})

    def _account(self, operator: str, holder: str) -> Document:
        opening = 0 if holder == MERCHANT else OPENING
        return self._store.get("account", f"{operator}:{holder}") or {"balance": opening, "closed": False}

    def _keep(self, operator: str, holder: str, values: Document) -> Document:
        key = f"{operator}:{holder}"
        with self._store.lock:
            if self._store.get("account", key):
                return self._store.change("account", key, **values)
            return self._store.add("account", {**values, "operator": operator, "holder": holder}, key=key)
