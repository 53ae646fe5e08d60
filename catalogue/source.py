"""One YAML file as plain data (str, int, bool, date, None), with the line of every value.

PyYAML only parses here: tags are looked up in a table of five, so ``!!python/object`` has nothing to call.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

import yaml

from catalogue.problem import Problem

Where: TypeAlias = tuple[str | int, ...]

LARGEST_FILE = 64 * 1024  # ten times the largest service; keeps a wrong file from stalling every start
DEEPEST = 8  # questions > choices > label > fr is 6; libyaml's composer overflows the C stack on deep nesting

_TOO_LARGE = f"larger than {LARGEST_FILE // 1024} KiB: no file here needs it, and every start reads it"
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Source:
    """What a file says. ``data`` is {} when the file could not be read; ``lines`` count from 1."""

    file: str
    data: Mapping[str, object]
    lines: Mapping[Where, int]

    def problem(self, where: Where, reason: str) -> Problem:
        """A fault at ``where``, on its line or on that of the nearest enclosing value."""
        while where and where not in self.lines:
            where = where[:-1]
        return Problem(self.file, self.lines.get(where, 1), reason)


def read(root: Path, file: str) -> tuple[Source, list[Problem]]:
    """Read ``root/file``. Never raises for what the file holds: every fault is in the list."""
    nothing = Source(file, {}, {})
    try:
        with (root / file).open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
        if len(raw) > LARGEST_FILE:
            return nothing, [Problem(file, 0, _TOO_LARGE)]
        text = unicodedata.normalize("NFC", raw.decode("utf-8"))
    except OSError as error:
        return nothing, [Problem(file, 0, f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        return nothing, [Problem(file, raw.count(b"\n", 0, error.start) + 1, "not UTF-8")]
    try:
        refused = _refused_events(file, text)
        root_node = None if refused else yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return nothing, [_syntax(file, error)]
    if refused:
        return nothing, refused
    if not isinstance(root_node, yaml.MappingNode) or root_node.tag != _TAG + "map":
        return nothing, [Problem(file, 1, "the file is not a table of keys and values")]
    builder = _Builder(file)
    data = builder.mapping(root_node, ())
    return Source(file, data, builder.lines), builder.problems


def _refused_events(file: str, text: str) -> list[Problem]:
    """Nesting and aliases, found on the event stream: the composer must never see them."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return [Problem(file, _line(event), f"nested deeper than {DEEPEST}")]
        if isinstance(event, yaml.AliasEvent):
            return [Problem(file, _line(event), "aliases (*name) are not used here")]
    return []


def _line(parsed: yaml.Event | yaml.Node) -> int:
    return parsed.start_mark.line + 1 if parsed.start_mark else 0


def _syntax(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    return Problem(file, mark.line + 1 if mark else 0, f"not YAML: {reason}")


def _null(_: str) -> None:
    return None


def _bool(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _int(text: str) -> int:
    if not re.fullmatch(r"-?(0|[1-9][0-9]{0,17})", text):
        raise ValueError(text)
    return int(text)


# YAML 1.1 also reads 017 as fifteen, 1:30 as ninety and NO as false: those must be quoted.
_SCALARS: Mapping[str, tuple[Callable[[str], object], str]] = {
    _TAG + "str": (str, "text"),
    _TAG + "null": (_null, "null"),
    _TAG + "bool": (_bool, "true or false; put quotes around a word"),
    _TAG + "int": (_int, "a plain whole number; put quotes around digits that are text"),
    _TAG + "timestamp": (date.fromisoformat, "a day written YYYY-MM-DD"),
}


class _Builder:
    """Walks a node tree once, keeping data, lines and problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Where, int] = {}
        self.problems: list[Problem] = []

    def mapping(self, node: yaml.MappingNode, where: Where) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if key_node.tag != _TAG + "str":
                self._refuse(key_node, "a key is plain text; put quotes around numbers and words like NO")
                continue
            if key in data:
                self._refuse(key_node, f"duplicate key `{key}`")
                continue
            data[key] = self._value(value_node, (*where, key))
            self.lines[(*where, key)] = _line(key_node)
        return data

    def _value(self, node: yaml.Node, where: Where) -> object:
        self.lines[where] = _line(node)
        if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
            return self.mapping(node, where)
        if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
            return tuple(self._value(item, (*where, at)) for at, item in enumerate(node.value))
        return self._scalar(node)

    def _scalar(self, node: yaml.Node) -> object:
        construct, wanted = _SCALARS.get(node.tag, (None, ""))
        if construct is None or not isinstance(node, yaml.ScalarNode):
            self._refuse(node, f"`{node.tag.replace(_TAG, '!!')}` is not allowed")
            return None
        try:
            return construct(node.value)
        except (ValueError, KeyError):
            self._refuse(node, f"not {wanted}")
            return None

    def _refuse(self, node: yaml.Node, reason: str) -> None:
        self.problems.append(Problem(self.file, _line(node), reason))
