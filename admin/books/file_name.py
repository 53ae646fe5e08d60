"""The name of a file to take: made of our own words, never of what somebody typed. Bad-input row 74."""

import re
from collections.abc import Mapping

from werkzeug.http import dump_options_header

_FOREIGN = re.compile("[^a-z0-9-]")


def file_name(*words: str, ending: str) -> str:
    """ "guichet-journal-ml-sikasso-2026-02-01.csv": ASCII letters, digits and dashes only."""
    kept = (_FOREIGN.sub("", word.lower()) for word in ("guichet", *words))
    return "-".join(word for word in kept if word) + f".{ending}"


def headers(name: str, media_type: str) -> Mapping[str, str]:
    """RFC 6266: to be saved, not shown, under this name."""
    return {
        "Content-Disposition": dump_options_header("attachment", {"filename": name}),
        "Content-Type": media_type,
        "X-Content-Type-Options": "nosniff",
    }
