"""Documents: what a sealed document tells, as the document port says it. No rule of verification."""

from dataclasses import dataclass
from typing import Literal

DocumentStatus = Literal["valid", "revoked", "suspended", "replaced", "expired", "unknown", "closed", "later"]
# The verdict words of the seal (fixed), what is said of a text that brings revocation lists up to date, and CLOSED
# until there are keys to verify with.
Verdict = Literal[
    "VALID", "VALID_LIST_OLD", "REVOKED", "SUSPENDED", "REPLACED", "EXPIRED", "NOT_YET_OR_CLOCK", "UNKNOWN_KEY",
    "FORGED", "INCOMPLETE", "WRONG_SITE", "CLOSED", "LIST_UPDATE", "LIST_UPDATE_PART", "LIST_UPDATE_UNKNOWN",
    "LIST_UPDATE_FALSE",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentView:
    """``lines`` are ready to display, to compare with the paper; () without the right code.

    ``later``: too many tries, of this phone or for this number, known or not; the next one counts after ``wait_s``.
    """

    status: DocumentStatus
    lines: tuple[str, ...] = ()
    wait_s: int = 0

    @property
    def wait_minutes(self) -> int:
        """Begun ones count whole: nobody comes back too early."""
        return max(1, -(-self.wait_s // 60))


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict on a token, the age of the revocation list in seconds (None: none was needed), its lines."""

    verdict: Verdict
    list_age_s: int | None = None
    lines: tuple[str, ...] = ()
