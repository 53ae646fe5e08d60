"""Every SMS the providers saw, as an operator of the demonstration reads it. Kept on disk; delivers nothing."""

from zlib import crc32

from simulator import clock
from simulator.providers.service import SERVICES, Draft, Incoming
from simulator.septets import measure
from simulator.store import Document, Store

KIND = "provider-message"
KEPT = 1000  # Messages of all providers together: a day of demonstrations.
REFUSALS = ("refuse", "stopped")  # The faults that are the end of a message.
Story = list[list[object]]  # [seconds since 1970, status word, outcome]


class Book:
    """One row a message, keyed by the provider's id. A message turned away is one row however often it is tried."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: dict[tuple[str, str], set[str]] = {}
        for row in store.all(KIND):
            if row["state"] == "held":
                self._held.setdefault((row["phone"], row["text"]), set()).add(row["id"])

    def accept(self, provider: str, message_id: str, draft: Draft, story: Story, **more: object) -> Document:
        """A provider took a message; what was held of it anywhere has now found its way."""
        with self._store.lock:
            for key in self._held.pop((draft.phone, draft.text), set()):
                self._release(key, provider)
            return self._add(message_id, provider, "out", draft, state="accepted", story=story, **more)

    def turn_away(self, provider: str, draft: Draft, fault: str) -> None:
        """A provider did not take a message: held by whoever wanted to send it, or refused for good."""
        state = "refused" if fault in REFUSALS else "held"
        key = f"{provider}:{draft.phone}:{crc32(draft.text.encode()):08x}"
        with self._store.lock:
            known = self._store.get(KIND, key)
            if known:
                self._store.change(KIND, key, state=state, fault=fault, tries=known["tries"] + 1)
            else:
                self._add(key, provider, "out", draft, state=state, fault=fault)
            if state == "held":
                self._held.setdefault((draft.phone, draft.text), set()).add(key)

    def came_in(self, provider: str, incoming: Incoming) -> Document:
        """A person wrote."""
        draft = Draft(incoming.phone, incoming.to, incoming.text)
        return self._add(incoming.id, provider, "in", draft, state="in")

    def get(self, message_id: str) -> Document:
        """One row, or an empty one."""
        return self._store.get(KIND, message_id)

    def newest(self, provider: str, most: int = KEPT) -> list[Document]:
        """Rows of one provider, the newest first."""
        rows = [row for row in reversed(self._store.all(KIND)) if row["provider"] == provider]
        return rows[:most]

    def _release(self, key: str, provider: str) -> None:
        row = self._store.get(KIND, key)
        if row and row["provider"] == provider:
            self._store.remove(KIND, key)
        elif row:
            self._store.change(KIND, key, state="elsewhere", fault=SERVICES[provider].label)

    def _add(self, key: str, provider: str, direction: str, draft: Draft, **more: object) -> Document:
        size = measure(draft.text)
        row: Document = {
            "id": key,
            "provider": provider,
            "direction": direction,
            "phone": draft.phone,
            "other": draft.sender,
            "text": draft.text,
            "encoding": size.encoding,
            "parts": size.parts,
            "at": clock.iso(clock.now()),
            "tries": 1,
            "fault": "",
            "story": [],
            **more,
        }
        kept = self._store.add(KIND, row, key)
        self._store.trim(KIND, KEPT)
        return kept


def told(row: Document) -> tuple[str, str]:
    """The newest status word of a message and what it means: ``interim``, ``delivered`` or ``failed``."""
    past = [(str(word), str(outcome)) for at, word, outcome in row["story"] if float(at) <= clock.epoch()]
    return past[-1] if past else ("", "accepted")
