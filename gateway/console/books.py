"""What `admin.books/` is handed."""

from typing import TYPE_CHECKING

from admin.books.room import BooksRoom

if TYPE_CHECKING:
    from gateway.wiring import Guichet


def room(guichet: "Guichet") -> BooksRoom:
    """Made once a process, with the web's other doors."""
    return BooksRoom()
