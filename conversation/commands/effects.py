"""What a command by SMS changes beyond the effects of the screens. Who does it is behind the wiring."""

from dataclasses import dataclass
from typing import TypeAlias

from conversation.effects import Effect


@dataclass(frozen=True, slots=True)
class StopMessages:
    """Send this phone nothing that it did not ask for. Outcome: ``first``, "yes" or "no"."""


@dataclass(frozen=True, slots=True)
class StartMessages:
    """Messages again. Outcome: ``first``, "yes" or "no"."""


@dataclass(frozen=True, slots=True)
class SendAgain:
    """The quittance of a paid reference, or of its own number, as a duplicata: to its payer, or for its code.

    Outcome: ``found`` "yes" with ``copy``, ``number``, ``code``, ``amount``, ``label``, ``day``; or "no".
    """

    reference: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class SendLists:
    """What changed in a revocation list since the one of this number ("": it was not said).

    ``key`` is 8 hex digits, "" for the only one of ``country``. Outcome: ``found`` "sent" with ``parts``, one SMS a
    line; "how", "newest", "far" (too much has changed) and "gone" (so old that it is not kept) with ``number`` and
    ``age_s`` of the newest and ``site``, where it is fetched; "which", "unknown", "closed".
    """

    country: str
    key: str = ""
    number: str = ""


SmsEffect: TypeAlias = Effect | StopMessages | StartMessages | SendAgain | SendLists
