"""What the demo's people, goods and officers' words are drawn from: `facts.yaml`, read once. No rule of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

FILE = Path(__file__).with_name("facts.yaml")


@dataclass(frozen=True, slots=True)
class Exporter:
    """Who sends what where: ``to`` are destinations, ``packages`` the least and the most of one consignment."""

    name: str
    rccm: str
    hs6: str
    goods: str
    criterion: str
    regime: str
    to: tuple[str, ...]
    kg: int
    packages: tuple[int, int]


@cache
def facts() -> Mapping[str, Any]:
    """The whole file."""
    read: Mapping[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return read


@cache
def exporters() -> tuple[Exporter, ...]:
    """Every exporter."""
    return tuple(
        Exporter(**{**each, "to": tuple(each["to"]), "packages": tuple(each["packages"])})
        for each in facts()["exporters"]
    )


def one(draw: Random, *path: str) -> str:
    """One of the words under ``path``: ("names", "ML", "given")."""
    found: Any = facts()
    for name in path:
        found = found[name]
    return str(draw.choice(found))


def word(draw: Random, kind: str, service: int) -> str:
    """What an officer writes: ``kind`` is complement, rejection or appointment."""
    of_kind = facts()[kind]
    return str(draw.choice(of_kind.get(service) or of_kind["default"]))
