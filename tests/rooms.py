"""The rooms of the project as they stand on disk, for whatever walks them all."""

import importlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "kernel",
    "catalogue",
    "ussd",
    "sms",
    "payments",
    "verification",
    "backends",
    "cases",
    "conversation",
    "admin",
    "partner",
    "gateway",
    "simulator",
)


def sources() -> list[Path]:
    """Every Python file of every room, tests left out."""
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def import_tables() -> None:
    """Import every module that declares tables, so that METADATA is whole."""
    for path in sources():
        if re.search(r"import .*\bMETADATA\b", path.read_text(encoding="utf-8")):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
