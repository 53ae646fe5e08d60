"""The words of a broadcast in every language: written, checked and measured before anybody gets them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from catalogue.catalogue import Catalogue
from catalogue.service import Service
from catalogue.wording import placeholders
from kernel.gsm import Segments, fold, segments, shorten
from kernel.ids import spaced
from sms.broadcasts.errors import WordingRefused
from sms.outbox import PARTS_MAX

# Only what cannot have changed when the message leaves hours later: no state, no next step, never the code.
PLACEHOLDERS = frozenset({"service", "reference"})
TITLE_SEPTETS_MAX = 30  # as in the messages of a case
# 6 parts of 153 letters and the longest title fit; a pasted file is refused before it is folded.
LETTERS_MAX = 1000
REFERENCE = "269999999957"  # every reference has twelve digits: any one measures all
SHOWN_MAX = 20
OURS = "broadcast."  # how the catalogue's own texts for this begin


@dataclass(frozen=True, slots=True)
class Wording:
    """``templates`` and ``titles`` (of the service) by language; every language of the catalogue has both."""

    templates: Mapping[str, str]
    titles: Mapping[str, str]

    def text(self, language: str, reference: str) -> str:
        """What the holder of ``reference`` reads; in French for a language that we do not know."""
        spoken = language if language in self.templates else "fr"
        return self.templates[spoken].format(service=self.titles[spoken], reference=spaced(reference))

    def segments(self, language: str) -> Segments:
        """Encoding, parts and units of one message in ``language``: the same for each of its readers."""
        return segments(fold(self.text(language, REFERENCE)).text)

    def lost(self) -> tuple[str, ...]:
        """The letters, in any language, that no basic phone can show and that would leave as "?"."""
        found = (
            letter for language in self.templates for letter in fold(self.text(language, REFERENCE)).lost
        )
        return tuple(dict.fromkeys(found))

    def stored(self) -> dict[str, Any]:
        """For the table."""
        return asdict(self)


def of_message(catalogue: Catalogue, service: Service, message: str) -> Wording:
    """The same words for everybody. Raises WordingRefused."""
    return _checked(catalogue, service, dict.fromkeys(catalogue.languages, message.strip()))


def of_template(catalogue: Catalogue, service: Service, key: str) -> Wording:
    """A text of the catalogue, to each in his language. Raises WordingRefused."""
    keys = catalogue.texts.keys()
    if key not in keys:
        ours = ", ".join(name for name in keys if name.startswith(OURS))
        raise WordingRefused(f"no text {key!r} in the catalogue; texts for broadcasts: {ours or 'none'}")
    templates = {language: catalogue.texts.template(key, language) for language in catalogue.languages}
    return _checked(catalogue, service, templates)


def accept(wording: Wording, *, loss: bool) -> None:
    """Refuse letters that would be lost, unless that was accepted. Raises WordingRefused."""
    lost = wording.lost()
    if lost and not loss:
        raise WordingRefused(
            f"basic phones cannot show: {' '.join(lost[:SHOWN_MAX])}; write it otherwise, "
            'or give --accept-loss and each leaves as "?"'
        )


def _checked(catalogue: Catalogue, service: Service, templates: Mapping[str, str]) -> Wording:
    for template in set(templates.values()):
        _refuse(template)
    titles = {language: shorten(service.title.of(language), TITLE_SEPTETS_MAX) for language in templates}
    wording = Wording(templates, titles)
    for language in catalogue.languages:
        if not fold(wording.text(language, REFERENCE)).text.strip():
            raise WordingRefused("the message is empty")
        parts = wording.segments(language).parts
        if parts > PARTS_MAX:
            raise WordingRefused(
                f"the message takes {parts} parts in {language}; {PARTS_MAX} at most are sent"
            )
    return wording


def _refuse(template: str) -> None:
    if not template.strip():
        raise WordingRefused("the message is empty")
    if len(template) > LETTERS_MAX:
        raise WordingRefused(f"the message has {len(template)} letters; {LETTERS_MAX} at most are read")
    names = placeholders(template)
    if names is None:
        raise WordingRefused("a placeholder is {reference} or {service}; a brace itself is doubled: {{")
    if unknown := sorted(names - PLACEHOLDERS):
        raise WordingRefused(
            f"nothing to put in {{{unknown[0]}}}: a broadcast knows {{service}} and {{reference}}, "
            "which are the same whenever it leaves"
        )
