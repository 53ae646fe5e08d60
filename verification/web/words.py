"""The words of the pages in one language, for templates and for the offline page. The words are the catalogue's."""

from catalogue.catalogue import Texts
from catalogue.text import DEFAULT_LANGUAGE, LANGUAGES

_FAMILIES = ("verify.", "language.")
# The counter of proofs, and what only the server can say: no word for the offline page.
_SERVED = (
    "verify.refusal_", "verify.list_register", "verify.presented", "verify.replaced_by", "verify.slow", "verify.busy",
    "verify.give", "verify.opening", "verify.why", "verify.update_", "verify.word.list_update",
    "verify.say.list_update",
)  # fmt: skip


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

    @property
    def waits(self) -> bool:
        """Whether this language still waits for its first words: the page is French then, and says so."""
        title = "verify.title"
        french = self._texts.template(title, DEFAULT_LANGUAGE)
        return self.language != DEFAULT_LANGUAGE and self._texts.template(title, self.language) == french

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
    every = texts.keys()
    keys = [key for key in every if key.startswith(_FAMILIES) and not key.startswith(_SERVED)]
    french = {key: texts.template(key, DEFAULT_LANGUAGE) for key in keys}
    found = {DEFAULT_LANGUAGE: french}
    for language in LANGUAGES[1:]:
        own = {key: texts.template(key, language) for key in keys}
        found[language] = {key: words for key, words in own.items() if words != french[key]}
    return found


def packed(texts: Texts) -> dict[str, list[str]]:
    """`for_page` with each key once: ``keys``, and by language the words in their order, "" where French stands.

    A key of the family of most is given without its name: ".title" is "verify.title". What most languages have comes
    first, and a language ends with its last own word: one that waits for a speaker costs a few bytes.
    """
    found = for_page(texts)
    keys = sorted(found[DEFAULT_LANGUAGE], key=lambda key: -sum(key in own for own in found.values()))
    short = {"keys": [key.removeprefix(_FAMILIES[0][:-1]) for key in keys]}
    return short | {language: _ended([own.get(key, "") for key in keys]) for language, own in found.items()}


def _ended(said: list[str]) -> list[str]:
    last = max((at for at, words in enumerate(said, 1) if words), default=0)
    return said[:last]
