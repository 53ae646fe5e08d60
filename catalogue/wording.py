"""The files texts/<language>/*.yaml merged into one Texts, every language held against the French one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from catalogue.catalogue import Texts
from catalogue.problem import Problem
from catalogue.source import Source, Where
from catalogue.text import DEFAULT_LANGUAGE, LANGUAGES, NEEDS_REVIEW, WRITTEN

LONGEST_TEMPLATE = 640  # four SMS parts: a longer message is refused rather than sent to a basic phone

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Template:
    """One template and where it was written. ``names`` are its placeholders, None when it is malformed."""

    source: Source
    where: Where
    words: str
    names: frozenset[str] | None

    def problem(self, reason: str) -> Problem:
        """A fault on this template's line."""
        return self.source.problem(self.where, reason)


def merge(files: Mapping[str, Iterable[Source]]) -> tuple[Texts, list[Problem]]:
    """Merge {language: its files}. French gives the keys and the placeholders that the others must have."""
    problems: list[Problem] = []
    templates: dict[str, dict[str, Template]] = {}
    for language in LANGUAGES:
        templates[language], refused = _of_language(language, files.get(language, ()))
        problems += refused
    french = templates[DEFAULT_LANGUAGE]
    for language in LANGUAGES[1:]:
        problems += _compared(language, french, templates[language])
    words = {language: {key: t.words for key, t in found.items()} for language, found in templates.items()}
    return Texts(words), problems


def _of_language(language: str, sources: Iterable[Source]) -> tuple[dict[str, Template], list[Problem]]:
    found: dict[str, Template] = {}
    problems: list[Problem] = []
    for source in sources:
        for where, value in _leaves(source.data, ()):
            key = ".".join(str(step) for step in where)
            reason = _refusal(language, key, value, key in found)
            words = value if isinstance(value, str) else ""
            if reason:
                problems.append(source.problem(where, f"{key}: {reason}"))
            found.setdefault(key, Template(source, where, words, None if reason else placeholders(words)))
    return found, problems


def _leaves(data: Mapping[str, object], where: Where) -> Iterator[tuple[Where, object]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*where, key))
        else:
            yield (*where, key), value


def _refusal(language: str, key: str, value: object, known: bool) -> str | None:
    """Why this template alone cannot be used, None when it can."""
    if not _KEY.fullmatch(key):
        return "a key is lower-case words joined with dots"
    if known:
        return "duplicate key"
    if not isinstance(value, str) or not value.strip():
        return "not a text"
    if language in WRITTEN and value == NEEDS_REVIEW:
        return "French and English are always written"
    if len(value) > LONGEST_TEMPLATE:
        return f"longer than {LONGEST_TEMPLATE} letters"
    if not value.replace("\n", "").isprintable():
        return "holds a control character"
    return None if placeholders(value) is not None else "a placeholder is {a_name}, a brace is doubled"


def placeholders(template: str) -> frozenset[str] | None:
    """The names in ``{name}``; None when a brace or name is malformed, or an attribute or format asked."""
    try:
        fields = [part[1:] for part in Formatter().parse(template) if part[1] is not None]
    except ValueError:
        return None
    if any(spec or conversion or not _NAME.fullmatch(name or "") for name, spec, conversion in fields):
        return None
    return frozenset(name for name, _, _ in fields if name)


def _compared(
    language: str, french: Mapping[str, Template], own: Mapping[str, Template]
) -> Iterator[Problem]:
    for key in own.keys() - french.keys():
        yield own[key].problem(f"{key}: unknown key, French does not have it")
    for key in french.keys() - own.keys():
        yield french[key].problem(f"{key}: missing language {language}")
    for key in french.keys() & own.keys():
        here, there = own[key].names, french[key].names
        if own[key].words == NEEDS_REVIEW or here is None or there is None or here == there:
            continue
        yield own[key].problem(f"{key}: placeholders {_listed(here)} differ from French {_listed(there)}")


def _listed(names: frozenset[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "(none)"
