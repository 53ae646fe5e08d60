"""The book of ordered faults: what can be made to go wrong, and what is waiting to."""

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.store import Document, Store

MAX_TIMES = 1000  # A run that needs more is a fault ordered again.
MAX_PENDING = 200
MAX_SECONDS = 300.0

HTTP_FAULTS = {
    "down": "Le service répond 503, sans rien faire.",
    "timeout": "Le service accepte la connexion puis se tait 30 secondes, sans rien faire.",
    "accept-then-drop": "Le service fait le travail, puis coupe sans répondre.",
    "html": "Le service répond 200 avec une page HTML, comme un portail captif.",
    "huge": "Le service répond 50 Mo.",
    "redirect": "Le service renvoie vers http://169.254.169.254/.",
    "half-json": "Le service fait le travail et répond la moitié du JSON.",
    "error-500": "Le service répond 500, sans rien faire.",
}
REPORT_FAULTS = {
    "report-late": "Les accusés de réception arrivent une minute plus tard.",
    "report-twice": "Chaque accusé de réception arrive deux fois.",
    "report-out-of-order": "L'accusé final arrive avant l'accusé intermédiaire.",
    "report-unknown": "L'accusé final porte un statut que personne ne connaît.",
}
USSD_FAULTS = {
    "drop": "La session se perd : la demande arrive, la réponse ne revient pas.",
    "repeat": "La même demande part deux fois en même temps.",
    "delay": "La demande reste en route avant d'arriver.",
    "no-event": "La fin de session n'est jamais annoncée.",
    "event-twice": "La fin de session est annoncée deux fois.",
}
EVENT_FAULTS = {
    "event-twice": "Chaque changement d'état est poussé deux fois, avec le même identifiant.",
    "event-late": "Les changements d'état sont poussés une minute plus tard.",
    "no-event": "Les changements d'état ne sont jamais poussés : il faut interroger.",
}


@dataclass(frozen=True, slots=True)
class System:
    """A part of the outside world, as the faults page names it."""

    label: str
    faults: dict[str, str]


SYSTEMS = {
    "africastalking-ussd": System("Africa's Talking, USSD", USSD_FAULTS),
    "africastalking-sms": System("Africa's Talking, SMS", HTTP_FAULTS | REPORT_FAULTS),
    "mtn-ussd": System("MTN MADAPI, USSD", USSD_FAULTS),
    "apex": System("APEX-Mali, certificats d'origine", HTTP_FAULTS | EVENT_FAULTS),
}


class OrderRefused(Exception):
    """The order cannot be kept; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Order:
    """``times`` are the occurrences left; ``phone`` "" is any; ``seconds`` 0 is the usual wait."""

    serial: int
    system: str
    fault: str
    times: int
    phone: str
    seconds: float


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
        if not 1 <= times <= MAX_TIMES:
            raise OrderRefused(f"Le nombre de fois va de 1 à {MAX_TIMES}.")
        if not 0 <= seconds <= MAX_SECONDS:
            raise OrderRefused(f"Les secondes vont de 0 à {MAX_SECONDS:.0f}.")
        if len(self._store.all("fault")) >= MAX_PENDING:
            raise OrderRefused(f"Déjà {MAX_PENDING} pannes en attente : effacez-les d'abord.")
        values = {"system": system, "fault": fault, "times": times, "phone": phone, "seconds": seconds}
        return _order(self._store.add("fault", values))

    def take(self, system: str, faults: Iterable[str], phones: Iterable[str] = ()) -> Order | None:
        """Use up one occurrence of the oldest matching order; None when nothing is ordered."""
        wanted, present = set(faults), set(phones)
        with self._store.lock:
            for document in self._store.all("fault"):
                order = _order(document)
                if order.system != system or order.fault not in wanted:
                    continue
                if order.phone and order.phone not in present:
                    continue
                self._use(order)
                return order
        return None

    def pending(self) -> list[Order]:
        """What is still to happen, oldest first."""
        return [_order(document) for document in self._store.all("fault")]

    def clear(self) -> None:
        """Forget every order."""
        for order in self.pending():
            self._store.remove("fault", str(order.serial))

    def _use(self, order: Order) -> None:
        if order.times > 1:
            self._store.change("fault", str(order.serial), times=order.times - 1)
        else:
            self._store.remove("fault", str(order.serial))


def _order(document: Document) -> Order:
    return Order(**document)
