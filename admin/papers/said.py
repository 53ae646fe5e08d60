"""What an officer adds to a case before its paper is sealed. Codes only: it travels in the outbox."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """``by`` a name of the staff; ``criterion`` a code of the regime, where the exporter's answer stands for several.

    ``released`` the code of a prohibition that these goods do not fall under, after a look at their papers;
    ``replaces`` the number of the document that two persons decided to replace.
    """

    by: str = ""
    criterion: str = ""
    released: str = ""
    replaces: str = ""

    def payload(self) -> dict[str, str]:
        """What was said, for the outbox and the trail."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def of(cls, payload: Mapping[str, object]) -> "Said":
        """The inverse; what automata publish says nothing."""
        return cls(**{name: str(payload[name]) for name in cls.__slots__ if name in payload})
