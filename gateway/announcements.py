"""The SMS that a case causes: which template, for which news. The words are the catalogue's, the sending sms/'s."""

from collections.abc import Mapping

from cases import announcing
from cases.notices import Notice, Notices
from catalogue.catalogue import Catalogue
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Event
from kernel.phone import country_of
from sms import outbox as messages


class Announcements:
    """Handlers of the news of cases. Each queues one message under a key, so that being run twice sends one."""

    def __init__(self, database: Database, keyring: Keyring, catalogue: Catalogue, notices: Notices) -> None:
        self._database = database
        self._keyring = keyring
        self._catalogue = catalogue
        self._notices = notices

    def opened(self, event: Event) -> None:
        """``case.opened``: the reference and the code, on paper that cannot be lost."""
        notice = self._notices.opened(event.subject)
        if notice is not None:
            self._send(notice, "sms.deposited", f"case.opened:{event.subject}", {"code": notice.code or ""})

    def moved(self, event: Event) -> None:
        """``case.moved``: the new state, the officer's note, what to do now."""
        notice = self._notices.moved(event.subject, int(event.payload["event"]))
        if notice is None:
            return
        key, text = announcing.moved(self._catalogue, notice)
        self._queue(notice, key, text, f"case.moved:{event.payload['event']}")

    def answered(self, event: Event) -> None:
        """``case.answer``: the status that a citizen asked to have by SMS."""
        notice = self._notices.status(event.subject)
        if notice is None or event.payload.get("told"):
            return  # the same answer moved the case, and that message says it all
        service = self._catalogue.services.get(notice.service)
        country = service.country if service else country_of(notice.phone)
        at = clock.local(country, notice.checked_at or notice.at).strftime("%d/%m %H:%M")
        self._send(notice, "sms.status", f"case.answer:{event.payload['refresh']}", {"at": at})

    def _send(self, notice: Notice, key: str, dedupe_key: str, more: Mapping[str, str]) -> None:
        self._queue(notice, key, announcing.words(self._catalogue, notice, key, more), dedupe_key)

    def _queue(self, notice: Notice, key: str, text: str, dedupe_key: str) -> None:
        with self._database.transaction() as connection:
            messages.queue(
                connection, self._keyring, phone=notice.phone, text=text, purpose=key, dedupe_key=dedupe_key
            )
