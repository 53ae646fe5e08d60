"""Who holds a phone: number, name, operator, and the USSD dialect its operator speaks."""

import re
from dataclasses import asdict, dataclass

from simulator.store import Store

MAX_PHONES = 24  # More than this is unreadable on one page.

# Operators by E.164 prefix, longest first: Mali numbering plan, Benin's ten digits of November 2024.
NETWORKS = {
    "61002": "Orange Mali",
    "61001": "Malitel",
    "61003": "Telecel Mali",
    "61603": "MTN Bénin",
    "61602": "Moov Bénin",
    "61607": "Celtiis Bénin",
    "99999": "Réseau d'essai",
}
PREFIXES = {
    "61002": ("2237", "2238", "22390", "22391", "22392", "22393", "22394"),
    "61001": ("2236", "22395", "22396", "22397", "22398", "22399"),
    "61003": ("2235",),
    "61602": ("2290155", "2290158", "229016", "2290194", "2290195", "2290198", "2290199"),
    "61607": ("229014",),
    "61603": ("22901",),
}
MTN_BENIN = "61603"
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
    network = next((code for code, starts in PREFIXES.items() if number[1:].startswith(starts)), "99999")
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
        return new

    def find(self, number: str) -> Phone:
        """The phone of that number, on the page or not; PhoneRefused when it is not a number."""
        asked = phone(number)
        kept = self._store.get("phone", asked.number)
        return _phone(kept) if kept else asked


def _phone(document: dict[str, str]) -> Phone:
    return Phone(**{key: value for key, value in document.items() if key != "serial"})
