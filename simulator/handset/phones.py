"""Who holds a phone: number, name, operator, and the USSD dialect its operator speaks."""

import re
from dataclasses import asdict, dataclass

from simulator.handset.networks import MTN_BENIN, NETWORKS, network_of
from simulator.store import Store

MAX_PHONES = 24  # More than this is unreadable on one page.

E164 = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(frozen=True, slots=True)
class Phone:
    """``number`` is E.164; ``network`` is MCC+MNC; ``dialect`` is ``africastalking`` or ``mtn``."""

    number: str
    name: str
    network: str
    operator: str
    dialect: str


class PhoneRefused(Exception):
    """The number is not E.164, or there are too many phones; the message is French."""


def phone(number: str, name: str = "", dialect: str = "") -> Phone:
    """The phone of any E.164 number; its operator comes from the prefix."""
    number = re.sub(r"[\s.-]", "", number)
    if not E164.fullmatch(number):
        raise PhoneRefused("Écrivez le numéro avec + et l'indicatif, par exemple +22370000001.")
    network = network_of(number)
    dialect = dialect or ("mtn" if network == MTN_BENIN else "africastalking")
    return Phone(number, name[:40] or number, network, NETWORKS[network], dialect)


CAST = (
    phone("+22370000001", "Awa"),
    phone("+22366000002", "Moussa"),
    phone("+2290197000003", "Koffi"),
    phone("+2290195000004", "Sena"),
)


class Phones:
    """The phones on the page, kept across restarts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        if not store.all("phone"):
            for each in CAST:
                self.add(each)

    def all(self) -> list[Phone]:
        """Every phone on the page, the first added first."""
        return [_phone(document) for document in self._store.all("phone")]

    def add(self, new: Phone) -> Phone:
        """Put a phone on the page; the same number again is the same phone."""
        with self._store.lock:
            if not self._store.get("phone", new.number):
                if len(self._store.all("phone")) >= MAX_PHONES:
                    raise PhoneRefused(f"Pas plus de {MAX_PHONES} téléphones.")
                self._store.add("phone", asdict(new), key=new.number)
        return self.find(new.number)

    def find(self, number: str) -> Phone:
        """The phone of that number, on the page or not; PhoneRefused when it is not a number."""
        asked = phone(number)
        kept = self._store.get("phone", asked.number)
        return _phone(kept) if kept else asked


def _phone(document: dict[str, str]) -> Phone:
    return Phone(**{key: value for key, value in document.items() if key != "serial"})
