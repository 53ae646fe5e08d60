"""Names of screens as they travel: static words that operators echo and the drop map counts. Never data."""

import re
from collections.abc import Sequence
from functools import lru_cache

# Africa's Talking: 99 characters at most, and "|" joins the names of a session.
HOP_MAX = 99
HOP_SEPARATOR = "|"
_STRANGE = re.compile(r"[^A-Za-z0-9_.:/-]")


@lru_cache(maxsize=1024)
def static_name(name: str) -> str:
    """``name`` as a header and a column may carry it."""
    return _STRANGE.sub("_", name)[:HOP_MAX]


def last_hop(names: Sequence[str]) -> str:
    """The last name that is one of ours by its look: the news is not signed, anything may stand in it."""
    for name in reversed(names):
        if name and len(name) <= HOP_MAX and not _STRANGE.search(name):
            return name
    return ""
