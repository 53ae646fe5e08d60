"""The book of ordered faults: what is waiting to go wrong, and when it has."""

from collections.abc import Iterable
from dataclasses import dataclass

from simulator import clock
from simulator.store import Document, Store
from simulator.systems import SYSTEMS

MAX_TIMES = 1000  # A run that needs more is a fault ordered again.
MAX_TIMES_OF = {"auto-approve": 1_000_000}  # A load test asks for many payers at once.
MAX_PENDING = 400  # More than there are faults to order: the page shows them all.
MAX_SECONDS = 300.0
MAX_SECONDS_OF = {"outage": 24 * 3600.0}  # A bad day of a provider.
LASTING = frozenset({"outage"})  # Strikes every time until its seconds are over, or until it is cancelled.


class OrderRefused(Exception):
    """The order cannot be kept; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Order:
    """``times`` are the occurrences left; ``phone`` "" is any; ``seconds`` 0 is the usual wait.

    ``until`` is when a lasting fault ends by itself, in seconds since 1970; 0 is never.
    """

    serial: int
    system: str
    fault: str
    times: int
    phone: str
    seconds: float
    until: float = 0.0

    @property
    def over(self) -> bool:
        """Has a lasting fault come to its end?"""
        return bool(self.until) and clock.epoch() >= self.until


class Faults:
    """Ordered faults, used up one occurrence at a time, oldest order first."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def order(self, system: str, fault: str, times: int = 1, phone: str = "", seconds: float = 0.0) -> Order:
        """Keep an order; OrderRefused when the system or fault is unknown or a number is out of bounds."""
        if system not in SYSTEMS:
            raise OrderRefused(f"Système inconnu. Connus : {', '.join(SYSTEMS)}.")
        if fault not in SYSTEMS[system].faults:
            known = ", ".join(SYSTEMS[system].faults)
            raise OrderRefused(f"Panne inconnue pour {system}. Connues : {known}.")
        most = MAX_TIMES_OF.get(fault, MAX_TIMES)
        if not 1 <= times <= most:
            raise OrderRefused(f"Le nombre de fois va de 1 à {most}.")
        longest = MAX_SECONDS_OF.get(fault, MAX_SECONDS)
        if not 0 <= seconds <= longest:
            raise OrderRefused(f"Les secondes vont de 0 à {longest:.0f}.")
        if len(self._store.all("fault")) >= MAX_PENDING:
            raise OrderRefused(f"Déjà {MAX_PENDING} pannes en attente : effacez-les d'abord.")
        values: Document = {
            "system": system,
            "fault": fault,
            "times": times,
            "phone": phone,
            "seconds": seconds,
        }
        if fault in LASTING and seconds:
            values["until"] = clock.epoch() + seconds
        return _order(self._store.add("fault", values))

    def take(self, system: str, faults: Iterable[str], phones: Iterable[str] = ()) -> Order | None:
        """Use up one occurrence of the oldest matching order; None when nothing is ordered."""
        wanted, present = set(faults), set(phones)
        with self._store.lock:
            for order in self.pending():
                if order.system != system or order.fault not in wanted:
                    continue
                if order.phone and order.phone not in present:
                    continue
                self._use(order)
                return order
        return None

    def lasts(self, system: str, fault: str) -> bool:
        """Is a lasting fault in force for everyone?"""
        return any((each.system, each.fault, each.phone) == (system, fault, "") for each in self.pending())

    def pending(self) -> list[Order]:
        """What is still to happen, oldest first."""
        orders = [_order(document) for document in self._store.all("fault")]
        for order in orders:
            if order.over:
                self.cancel(order.serial)
        return [order for order in orders if not order.over]

    def cancel(self, serial: int) -> None:
        """Forget one order; nothing happens when it is used up already."""
        self._store.remove("fault", str(serial))

    def clear(self) -> None:
        """Forget every order."""
        for order in self.pending():
            self.cancel(order.serial)

    def _use(self, order: Order) -> None:
        if order.fault in LASTING:
            return
        if order.times > 1:
            self._store.change("fault", str(order.serial), times=order.times - 1)
        else:
            self._store.remove("fault", str(order.serial))


def _order(document: Document) -> Order:
    return Order(**document)
