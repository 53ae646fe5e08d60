"""Kannel's % codes in get-url and dlr-url. Kannel user guide 1.4.5, "Parameters (Escape Codes)"."""

import re
from collections.abc import Mapping
from urllib.parse import quote_plus

CODE = re.compile(r"%(.)", re.DOTALL)


def expand(template: str, values: Mapping[str, str | bytes]) -> str:
    """``template`` with each %x replaced by its value, encoded for a query; an unknown code stays as it is."""

    def value(match: re.Match[str]) -> str:
        code = match.group(1)
        if code == "%":
            return "%"
        return quote_plus(values[code]) if code in values else match.group(0)

    return CODE.sub(value, template)
