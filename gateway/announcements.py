"""The SMS that a case causes: which template, for which news. The words are the catalogue's, the sending sms/'s."""

from collections.abc import Mapping

from cases.notices import Notice, Notices
from catalogue.catalogue import Catalogue
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.gsm import shorten
from kernel.ids import spaced
from kernel.outbox import Event
from sms import outbox as messages

# An officer's note of this many septets keeps the message within two parts in the worst case.
NOTE_SEPTETS_MAX = 68
TITLE_SEPTETS_MAX = 30


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
        key, note = (
            ("sms.moved_note", shorten(notice.note, NOTE_SEPTETS_MAX)) if notice.note else ("sms.moved", "")
        )
        self._send(notice, key, f"case.moved:{event.payload['event']}", {"note": note} if note else {})

    def answered(self, event: Event) -> None:
        """``case.answer``: the status that a citizen asked to have by SMS."""
        notice = self._notices.status(event.subject)
        if notice is None or event.payload.get("told"):
            return  # the same answer moved the case, and that message says it all
        country = (
            self._catalogue.services[notice.service].country
            if notice.service in self._catalogue.services
            else "ML"
        )
        at = clock.local(country, notice.checked_at or notice.at).strftime("%d/%m %H:%M")
        self._send(notice, "sms.status", f"case.answer:{event.payload['refresh']}", {"at": at})

    def _send(self, notice: Notice, key: str, dedupe_key: str, more: Mapping[str, str]) -> None:
        text = self._words(notice, key, more)
        with self._database.transaction() as connection:
            messages.queue(
                connection, self._keyring, phone=notice.phone, text=text, purpose=key, dedupe_key=dedupe_key
            )

    def _words(self, notice: Notice, key: str, more: Mapping[str, str]) -> str:
        texts, language = self._catalogue, notice.language
        service = self._catalogue.services.get(notice.service)
        values = {
            "service": shorten(service.title.of(language), TITLE_SEPTETS_MAX) if service else "",
            "reference": spaced(notice.reference),
            "state": texts.text(f"state.{notice.state}", language),
            "next": texts.text(f"next.{notice.state}", language),
            **more,
        }
        wanted = texts.texts.placeholders(key)
        return texts.text(key, language, **{name: value for name, value in values.items() if name in wanted})
