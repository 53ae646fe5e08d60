"""What the console is handed by the wiring, and how a page gets at it."""

from dataclasses import dataclass
from datetime import UTC, tzinfo

from flask import current_app

from admin.books.room import BooksRoom
from admin.money.room import MoneyRoom
from admin.overview.room import OverviewRoom
from admin.papers.room import PapersRoom
from admin.words import Words
from catalogue.catalogue import Catalogue
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.limits import Limits

EXTENSION = "guichet-console"


@dataclass(frozen=True, slots=True)
class Parts:
    """``secure``: the console is reached by HTTPS, so its cookies are ``__Host-`` ones (always in production).

    ``zone``: in which times are shown; Africa/Bamako is UTC all year, Cotonou one hour later.
    """

    database: Database
    keyring: Keyring
    limits: Limits
    catalogue: Catalogue
    words: Words
    money: MoneyRoom
    books: BooksRoom
    papers: PapersRoom
    overview: OverviewRoom
    secure: bool
    zone: tzinfo = UTC


def parts() -> Parts:
    """The parts of the application that answers this request."""
    found = current_app.extensions[EXTENSION]
    if not isinstance(found, Parts):
        raise TypeError("the console was not given its parts")
    return found
