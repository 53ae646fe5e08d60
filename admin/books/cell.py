"""Text that a spreadsheet shows and never runs. Bad-input row 71; OWASP "CSV Injection"; ECMA-376 18.3.1.4 for XLSX."""

import re
from functools import lru_cache

# What makes a formula, also as the wide letters that some input methods write; a line break may hide one.
STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# XML 1.0 2.2 knows none of them, and no name needs one; NUL ends a cell for some readers.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

# Accounts, lines and kinds come back in every row; references do not, and push nothing out that matters.
REMEMBERED = 4096


@lru_cache(REMEMBERED)
def defused(text: str) -> str:
    """Without control characters; with an apostrophe before what would be a formula, blanks in front or not."""
    if text.isalnum():
        return text
    clean = _UNWRITABLE.sub("", text)
    return "'" + clean if clean.lstrip(" \u00a0")[:1] in STARTS and clean.strip() else clean
