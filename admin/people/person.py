"""Who acts, as the pages see them, and what of the cases is theirs to see."""

from dataclasses import dataclass
from datetime import datetime

from admin.roles import OF_AN_OFFICE, Role, may


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases: those of ``administration`` (and of ``region`` where cases have one); None means all."""

    administration: str | None
    region: str | None = None


# The code of no administration: what somebody of no office sees is nothing, not everything.
NOBODYS = Scope("")


@dataclass(frozen=True, slots=True)
class Person:
    """One of the staff behind an open session. ``proven_at``: the last code of their app in this session.

    ``ends_at``: when the session is over if nothing more is done; None at the command line, which has none.
    """

    id: int
    name: str
    role: Role
    administration: str | None
    region: str | None
    password_first: bool
    session: int
    proven_at: datetime | None
    ends_at: datetime | None = None

    @property
    def scope(self) -> Scope:
        """Fail closed: an agent without an administration sees no case."""
        if self.administration is None:
            return NOBODYS if self.role in OF_AN_OFFICE else Scope(None)
        return Scope(self.administration, self.region)

    @property
    def actor(self) -> str:
        """As the audit trail names them."""
        return f"staff:{self.name}"

    def may(self, permission: str) -> bool:
        """Whether their role has this permission."""
        return may(self.role, permission)
