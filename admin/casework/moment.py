"""One line of a story: what happened when, in the words of the table below. Shared with the search room."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

# Kind of a moment -> the chip under which the page shows it; ``kind.<kind>`` are its words.
CHIPS: Mapping[str, str] = {
    "deposited": "case", "moved": "case", "noted": "case", "ignored": "case", "unrecognised": "case",
    "refused": "case",
    "decided": "decision", "note": "note",
    "sms_out": "sms", "sms_in": "sms", "screen": "screen",
    "attempt": "money", "money": "money", "quittance": "money", "refund": "money",
    "paper": "paper", "read": "read",
}  # fmt: skip
ORDER = ("case", "decision", "note", "sms", "screen", "money", "paper", "read")


@dataclass(frozen=True, slots=True)
class Moment:
    """``at`` aware UTC; ``kind`` of CHIPS; ``state`` a word of the kind's own machine, "" when it has none.

    ``source``: who said or did it. ``note``: the text, for those who may read it. ``steps``: the rest of its life,
    (word, time) in order. ``about``: ids for the program, never shown. ``erased``: it had a text, which is gone.
    """

    at: datetime
    kind: str
    state: str = ""
    source: str = ""
    note: str = field(default="", repr=False)
    steps: tuple[tuple[str, datetime], ...] = ()
    about: str = ""
    erased: bool = False

    @property
    def chip(self) -> str:
        """The filter it belongs to."""
        return CHIPS.get(self.kind, "case")

    def veiled(self) -> "Moment":
        """That it happened, without what was said: for roles that may not read answers."""
        return replace(self, note="")
