"""Fallbacks: how many words of each language still wait for a reviewer and are read in French."""

from collections import Counter
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from catalogue.catalogue import Catalogue
from catalogue.text import Text


def fallbacks(catalogue: Catalogue) -> Mapping[str, int]:
    """Language -> texts of screens, messages, services and administrations that fall back."""
    found = Counter(language for language, _ in catalogue.texts.needs_review())
    for part in (*catalogue.services.values(), *catalogue.administrations.values()):
        found.update(language for text in _texts(part) for language in text.needs_review())
    return {language: found[language] for language in catalogue.languages}


def _texts(value: object) -> Iterator[Text]:
    """Every Text inside a model, however deep."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
