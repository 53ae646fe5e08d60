"""The words of the SMS that a move causes: the same in an officer's preview and in what leaves. Sends nothing."""

from collections.abc import Mapping

from cases.notices import Notice
from catalogue.catalogue import Catalogue
from kernel.gsm import shorten
from kernel.ids import spaced

# A note of this many septets keeps the message within two parts in the worst case.
NOTE_SEPTETS_MAX = 68
TITLE_SEPTETS_MAX = 30


def moved(catalogue: Catalogue, notice: Notice) -> tuple[str, str]:
    """(template, text) for the state and the note of ``notice``, in its language. The template is the purpose, too."""
    if not notice.note:
        return "sms.moved", words(catalogue, notice, "sms.moved", {})
    note = {"note": shorten(notice.note, NOTE_SEPTETS_MAX)}
    return "sms.moved_note", words(catalogue, notice, "sms.moved_note", note)


def words(catalogue: Catalogue, notice: Notice, key: str, more: Mapping[str, str]) -> str:
    """The template ``key`` with what it asks for of the case and of ``more``."""
    language, service = notice.language, catalogue.services.get(notice.service)
    values = {
        "service": shorten(service.title.of(language), TITLE_SEPTETS_MAX) if service else "",
        "reference": spaced(notice.reference),
        "state": catalogue.text(f"state.{notice.state}", language),
        "next": catalogue.text(f"next.{notice.state}", language),
        **more,
    }
    wanted = catalogue.texts.placeholders(key)
    return catalogue.text(key, language, **{name: value for name, value in values.items() if name in wanted})
