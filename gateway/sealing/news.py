"""The SMS that tells a holder that the document is sealed: its number, its code, where the file is. Once a document."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from catalogue.catalogue import Catalogue
from kernel.crypto import Keyring
from kernel.gsm import shorten
from kernel.ids import spaced
from sms import outbox as messages
from verification.registry.request import Issued

if TYPE_CHECKING:
    from gateway.sealing.making import Wanted

# Main menu, choice 3: where documents are checked. It never moves.
CHECK_MENU = 3
TITLE_SEPTETS_MAX = 30
TEMPLATE = "sms.document"


@dataclass(frozen=True, slots=True)
class News:
    """``code`` is the service code ("*384#"); ``site`` where the file is had with number and code."""

    keyring: Keyring
    catalogue: Catalogue
    code: str
    site: str

    def sealed(self, connection: Connection, wanted: "Wanted", issued: Issued, language: str) -> None:
        """Queue it with the row that enters the document."""
        if wanted.holder is None:
            return
        text = self.words(wanted.kind.title, issued.number, issued.code, language)
        messages.queue(
            connection, self.keyring, phone=wanted.holder, text=text, purpose=TEMPLATE,
            dedupe_key=f"document.sealed:{issued.id}",
        )  # fmt: skip

    def words(self, title: str, number: str, code: str, language: str) -> str:
        """The text; one part with a host of 30 letters."""
        return self.catalogue.text(
            TEMPLATE, language, title=shorten(title, TITLE_SEPTETS_MAX), number=spaced(number), code=code,
            dial=f"{self.code[:-1]}*{CHECK_MENU}#", site=self.site,
        )  # fmt: skip


def site_of(public_url: str) -> str:
    """The address of the door of files, as a phone makes a link of it; https goes without saying."""
    return f"{public_url.rstrip('/').removeprefix('https://')}/documents"
