"""The words of commands by SMS, as data: which word means which command, in which language. No parsing of messages."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from catalogue.parts import build
from catalogue.problem import CatalogueRefused, Problem
from catalogue.source import Source, read
from catalogue.text import NEEDS_REVIEW

__all__ = ["FILE", "NAMES", "CatalogueRefused", "Vocabulary", "load", "plain"]

FILE = "commands.yaml"
Name = Literal["follow", "pay", "verify", "receipt", "lists", "help", "language", "stop", "start"]
NAMES: tuple[Name, ...] = (
    "follow", "pay", "verify", "receipt", "lists", "help", "language", "stop", "start",
)  # fmt: skip
Code = Literal["fr", "en", "bm", "fon"]
# A word is typed on a keypad and a phrase is a part of one SMS: longer ones are slips of an editor.
Word = Annotated[str, Field(strict=True, min_length=1, max_length=20)]
Phrase = Annotated[str, Field(strict=True, min_length=4, max_length=60)]
Words = Annotated[tuple[Word, ...], Field(min_length=1, max_length=40)]
# The letters that no decomposition opens, in the spelling that everybody can type (facts of Bambara and Fon).
OPEN = str.maketrans({"ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "œ": "oe", "ɖ": "d"})
_APART = re.compile(r"[^a-z0-9]+")


class CommandWords(BaseModel):
    """One command's words by language; French and English always have some."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fr: Words
    en: Words
    bm: Words | Literal["needs-review"]
    fon: Words | Literal["needs-review"]

    def written(self) -> Iterator[tuple[str, str]]:
        """(language, word) of every word."""
        for language in type(self).model_fields:
            words = getattr(self, language)
            yield from ((language, word) for word in words if words != NEEDS_REVIEW)


class CommandFile(BaseModel):
    """The file commands.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: dict[Name, CommandWords]
    languages: dict[Code, Words]
    noise: Annotated[tuple[Word, ...], Field(max_length=100)]
    automatic: Annotated[tuple[Phrase, ...], Field(max_length=100)]
    signatures: Annotated[tuple[Phrase, ...], Field(max_length=40)]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Plain words (``plain``): ``commands`` to a name, ``tongues`` to the one language that has it ("" for several),
    ``languages`` to a code; ``noise``, ``automatic`` phrases and ``signatures``.
    """

    commands: Mapping[str, str]
    tongues: Mapping[str, str]
    languages: Mapping[str, str]
    noise: frozenset[str]
    automatic: tuple[str, ...]
    signatures: tuple[str, ...]


def plain(text: str) -> str:
    """Lower case without accents, full-width forms in ASCII; what is neither letter nor digit becomes one blank."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().translate(OPEN))
    return _APART.sub(" ", "".join(c for c in apart if unicodedata.category(c) != "Mn")).strip()


def load(root: Path = Path(__file__).parent) -> Vocabulary:
    """The vocabulary of ``root``/commands.yaml. Raises CatalogueRefused with every problem at once."""
    source, problems = read(root, FILE)
    found, refused = build(CommandFile, source, source.data)
    # A file that could not be read said so already.
    problems += refused if source.data else []
    if found is not None:
        problems += _shared(found, source)
    if problems or found is None:
        raise CatalogueRefused(problems)
    return _vocabulary(found)


def _shared(found: CommandFile, source: Source) -> Iterator[Problem]:
    """Commands without words, words that two commands or languages claim, and words that are not one word."""
    for name in NAMES:
        if name not in found.words:
            yield source.problem(("words",), f"`{name}` is missing")
    owners: dict[str, str] = {}
    for name, words in found.words.items():
        for language, word in words.written():
            yield from _claimed(owners, word, name, source.problem(("words", name, language), ""))
    spoken: dict[str, str] = {}
    for code, names in found.languages.items():
        for word in names:
            yield from _claimed(spoken, word, code, source.problem(("languages", code), ""))
    for word in found.noise:
        if plain(word) in owners:
            yield source.problem(("noise",), f"{word} is a word of `{owners[plain(word)]}`")


def _claimed(owners: dict[str, str], word: str, owner: str, at: Problem) -> Iterator[Problem]:
    folded = plain(word)
    if not folded or " " in folded:
        yield Problem(at.file, at.line, f"{word} is not one word")
    elif owners.setdefault(folded, owner) != owner:
        yield Problem(at.file, at.line, f"{word} is a word of `{owners[folded]}` too")


def _vocabulary(found: CommandFile) -> Vocabulary:
    commands: dict[str, str] = {}
    spoken: dict[str, set[str]] = {}
    for name, words in found.words.items():
        for language, word in words.written():
            commands[plain(word)] = name
            spoken.setdefault(plain(word), set()).add(language)
    return Vocabulary(
        commands=commands,
        tongues={word: next(iter(of)) if len(of) == 1 else "" for word, of in spoken.items()},
        languages={plain(word): code for code, words in found.languages.items() for word in words},
        noise=frozenset(map(plain, found.noise)),
        automatic=tuple(map(plain, found.automatic)),
        signatures=tuple(map(plain, found.signatures)),
    )
