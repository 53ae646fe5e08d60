"""The words of the pages in one language, for templates and for the offline page. The words are the catalogue's."""

from catalogue.catalogue import Texts
from catalogue.text import DEFAULT_LANGUAGE, LANGUAGES

_FAMILIES = ("verify.", "language.")


class Words:
    """``words("verify.title")`` in one language, French where a translation waits."""

    def __init__(self, texts: Texts, language: str) -> None:
        self._texts = texts
        self.language = language if language in LANGUAGES else DEFAULT_LANGUAGE

    def __call__(self, key: str, /, **values: object) -> str:
        """Raises KeyError for a key or a value that is missing."""
        return self._texts.template(key, self.language).format(**values)

    def has(self, key: str) -> bool:
        """Whether the catalogue has this key: fields of another register may have none."""
        try:
            return bool(self._texts.template(key, self.language))
        except KeyError:
            return False

    def age(self, seconds: int) -> str:
        """How long ago, as people say it."""
        minutes = seconds // 60
        if minutes < 1:
            return self("verify.age_now")
        if minutes < 120:
            return self("verify.age_minutes", count=minutes)
        hours = minutes // 60
        return (
            self("verify.age_hours", count=hours)
            if hours < 48
            else self("verify.age_days", count=hours // 24)
        )


def for_page(texts: Texts) -> dict[str, dict[str, str]]:
    """Every word of the page by language; of the others only what differs from French."""
    keys = [key for key in texts.keys() if key.startswith(_FAMILIES)]  # noqa: SIM118 - Texts is no mapping
    french = {key: texts.template(key, DEFAULT_LANGUAGE) for key in keys}
    found = {DEFAULT_LANGUAGE: french}
    for language in LANGUAGES[1:]:
        own = {key: texts.template(key, language) for key in keys}
        found[language] = {key: words for key, words in own.items() if words != french[key]}
    return found
