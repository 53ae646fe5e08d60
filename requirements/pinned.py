"""What ``run.txt`` pins: name, version, hashes and the condition under which it is installed. Chooses nothing."""

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

FOLDER = Path(__file__).resolve().parent
RUN = FOLDER / "run.txt"
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class NotPinned(Exception):
    """A line without an exact version or without a hash: nobody could say what it installs."""


@dataclass(frozen=True, slots=True)
class Pin:
    """``hashes`` are SHA-256 of the files that may be installed, ``marker`` when: "" means always."""

    name: NormalizedName
    version: str
    hashes: tuple[str, ...]
    marker: str


def pins(file: Path = RUN) -> list[Pin]:
    """Every line of a file as `uv pip compile --generate-hashes` writes it. Raises NotPinned."""
    joined = file.read_text("utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in joined.splitlines())
    return [_pin(line) for line in lines if line and not line.startswith("#")]


def _pin(line: str) -> Pin:
    asked, hashes = Requirement(line.partition(" --hash")[0]), tuple(_HASH.findall(line))
    exact = [one.version for one in asked.specifier if one.operator == "=="]
    if len(exact) != 1 or not hashes:
        raise NotPinned(f"{asked.name}: neither version nor hash is exact")
    return Pin(canonicalize_name(asked.name), exact[0], hashes, str(asked.marker or ""))
