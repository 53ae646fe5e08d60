"""Tax: which local tax a country takes by phone, and the form a session fills in for it."""

import json
from collections.abc import Mapping
from typing import NamedTuple

# Published like the menu: the service numbers that mean a tax by locality, for ever (DESIGN 7).
TAXES: Mapping[str, int] = {"ML": 11}


class TaxForm(NamedTuple):
    """``locality`` is a code, ``place`` its name; what is not yet answered is "" or 0."""

    service: int
    locality: str
    place: str
    year: int = 0
    persons: int = 0
    amount_xof: int = 0

    @property
    def answers(self) -> Mapping[str, str]:
        """As the money port wants them."""
        return {"locality": self.locality, "year": str(self.year), "persons": str(self.persons)}

    def pack(self) -> str:
        """One line of JSON."""
        return json.dumps(tuple(self), separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def unpack(cls, packed: str) -> "TaxForm":
        return cls(*json.loads(packed))
