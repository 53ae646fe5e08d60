"""The words of the console, French and English: staff read no other. What citizens read is in ``catalogue/``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from catalogue.wording import placeholders

LANGUAGES = ("fr", "en")
DEFAULT = "fr"
FOLDER = Path(__file__).parent / "texts"
# libyaml where PyYAML was built with it: a tenth of the time.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class WordsRefused(ValueError):
    """The files do not say the same things; the message names every key at once."""


@dataclass(frozen=True, slots=True)
class Words:
    """Templates by language and key."""

    of: Mapping[str, Mapping[str, str]]

    def say(self, language: str, key: str, /, **values: object) -> str:
        """The words for ``key``. Raises KeyError: an unknown key is a fault of ours, not of the reader."""
        return self.of[language][key].format(**values)


def load(folder: Path = FOLDER) -> Words:
    """Every file of both languages. Raises WordsRefused: a key or placeholder in one only, or a key twice."""
    of: dict[str, dict[str, str]] = {}
    problems: list[str] = []
    for language in LANGUAGES:
        said = of[language] = {}
        for path in sorted((folder / language).glob("*.yaml")):
            for key, words in _leaves(_read(path)):
                problems += [f"{key}: twice in {language}"] if key in said else []
                said[key] = words
    french, english = of["fr"], of["en"]
    problems += [f"{key}: in one language only" for key in french.keys() ^ english.keys()]
    problems += [
        f"{key}: placeholders differ or are malformed"
        for key in french.keys() & english.keys()
        if placeholders(french[key]) is None or placeholders(french[key]) != placeholders(english[key])
    ]
    if problems:
        raise WordsRefused("; ".join(sorted(problems)))
    return Words(of)


def _read(path: Path) -> Mapping[str, object]:
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe one, either way
    if not isinstance(data, dict):
        raise WordsRefused(f"{path.name}: not a mapping")
    return data


def _leaves(data: Mapping[str, object], before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in data.items():
        if isinstance(value, dict):
            found += _leaves(value, f"{before}{key}.")
        else:
            found.append((f"{before}{key}", str(value)))
    return found
