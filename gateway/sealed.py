"""Sealed documents of one deployment: what seals them, what readers are judged by, the doors they are checked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint

from catalogue.catalogue import Catalogue
from gateway.document_port import Documents
from gateway.part import part
from gateway.preferences import Preferences
from gateway.sealing import door
from gateway.sealing.handlers import Sealing
from gateway.sealing.keys import KeyMissing
from gateway.sealing.news import News, site_of
from gateway.sealing.readers import Readers
from gateway.seals import Seals
from gateway.settings import Mode, Settings
from gateway.treasury import Treasury
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.limits import Limits
from kernel.outbox import Event
from verification.keys import PublicKey
from verification.web import Site
from verification.web import blueprint as verify_page
from verification.web import build as scanner
from verification.web.photo import PhotoReader


@dataclass
class Sealed:
    """Made when first asked for: the web process never opens a signing key."""

    settings: Settings
    database: Database
    keyring: Keyring
    limits: Limits
    catalogue: Catalogue
    treasury: Treasury
    preferences: Preferences

    @part
    def seals(self) -> Seals:
        return Seals(
            self.settings,
            self.database,
            self.keyring,
            self.limits,
            self.catalogue,
            self.treasury.reference_key,
        )

    @part
    def sealing(self) -> Sealing:
        news = News(self.keyring, self.catalogue, self._dial, site_of(self.settings.public_url))
        return Sealing(self.seals, lambda: self.treasury.accounting, news)

    @part
    def readers(self) -> Readers:
        return Readers(self.seals)

    def port(self, channel: str) -> Documents:
        """What the screens of ``channel`` ask: "ussd" or "sms"."""
        return Documents(self.seals, self.preferences, channel)

    @property
    def examples(self) -> Mapping[str, Callable[[Event], None]]:
        """Handlers of the demo's own documents."""
        if self.settings.mode is not Mode.DEMO:
            return {}
        # A production never loads the demo.
        from gateway.demo import documents

        return documents.handlers(self.seals)

    @part
    def doors(self) -> tuple[Blueprint, ...]:
        """The files, and the page where everybody checks; no page while there is no root key to believe."""
        files = door.blueprint(self.readers, self.catalogue)
        try:
            return files, self._page(self.seals.folder.root())
        except KeyMissing:
            return (files,)

    def _page(self, root: PublicKey) -> Blueprint:
        settings, readers = self.settings, self.readers
        here = (f"{name}:{settings.port}" for name in settings.trusted_hosts)
        site = Site(
            hosts=(settings.verify_host, urlsplit(settings.public_url).netloc, *here),
            root=root,
            dial=self._dial,
            scanner=scanner.place(settings.data_dir),
            sms=settings.verify_sms,
        )
        return verify_page(
            readers.judge, readers.look, readers.registers, PhotoReader(), self.catalogue.texts, site,
            refuse=readers.refuse, pace=readers.pace,
        )  # fmt: skip

    @property
    def _dial(self) -> str:
        return next(iter(self.settings.service_codes))
