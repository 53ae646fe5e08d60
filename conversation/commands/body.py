"""The body of a text: what its sender typed, without what a phone adds (quoted lines, a signature, controls)."""

import unicodedata
from collections.abc import Sequence

from catalogue.commands import plain

# What the SMS room keeps of a message; a longer text comes from nowhere.
TEXT_MAX = 1000
QUOTES = (">", "|", "«")
# "-- " opens a signature in every mail program, and in the gateways that turn mail into SMS.
DASHES = "--"


def body(text: str, signatures: Sequence[str]) -> list[str]:
    """The lines that count, without controls and outer blanks; [] for a text that says nothing."""
    lines: list[str] = []
    for line in _printable(text[:TEXT_MAX]).splitlines():
        stripped = line.strip()
        if stripped == DASHES or any(plain(stripped).startswith(start) for start in signatures):
            break
        if stripped and not stripped.startswith(QUOTES):
            lines.append(stripped)
    return lines


def _printable(text: str) -> str:
    """Without controls (NUL among them), surrogates and direction marks; line feeds stay."""
    return "".join(
        c for c in text if c in "\n\r\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )
