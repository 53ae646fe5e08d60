"""What this room of the console is handed by the wiring."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BooksRoom:
    """Filled by `gateway/console/books.py`."""
