"""The SMS of every phone, both ways, as the person sees them."""

from simulator import clock
from simulator.septets import measure
from simulator.store import Document, Store

KEPT = 5000  # SMS remembered for all phones together.


class Inbox:
    """Messages numbered upwards, so that a page can ask for what came after the last one it has."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def receive(self, number: str, sender: str, text: str, provider: str = "") -> Document:
        """An SMS reaches the phone ``number``, brought by ``provider``."""
        return self._keep(number, "in", sender, text, provider)

    def sent(self, number: str, to: str, text: str, provider: str = "") -> Document:
        """The phone ``number`` sent an SMS."""
        return self._keep(number, "out", to, text, provider)

    def after(self, last: int, number: str = "") -> list[Document]:
        """Messages above the id ``last``, of one phone or of all, oldest first."""
        newer = [each for each in self._store.all("sms") if each["serial"] > last]
        return [{**each, "id": each["serial"]} for each in newer if number in ("", each["phone"])]

    def _keep(self, number: str, direction: str, other: str, text: str, provider: str) -> Document:
        size = measure(text)
        document = {
            "phone": number,
            "direction": direction,
            "other": other,
            "provider": provider,
            "text": text,
            "at": clock.iso(clock.now()),
            "encoding": size.encoding,
            "units": size.units,
            "parts": size.parts,
            "foreign": list(size.foreign),
        }
        kept = self._store.add("sms", document)
        self._store.trim("sms", KEPT)
        return kept
