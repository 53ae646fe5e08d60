"""Who may do what: seven roles and the permissions of each, as data. Which route asks which: ``admin/routes.py``.

Control 2: `tests/admin/test_role_matrix.py` walks every route with every role. ASVS 5.0 V8.2.1.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """One a person. Nobody has two: whoever asks for a thing and whoever decides it are different people."""

    AGENT = "agent"  # at the counter: sees the cases of their administration
    OFFICER = "officer"  # decides cases of their administration
    REGISSEUR = "regisseur"  # collects for a regie
    ACCOUNTANT = "accountant"  # follows and settles the money of all regies
    AUDITOR = "auditor"  # sees everything, changes nothing
    SUPPORT = "support"  # helps citizens: states, never answers
    ADMINISTRATOR = "administrator"  # people and their access, no case and no money


# These work for one administration: without one they see nothing, with one they see only its cases.
OF_AN_OFFICE = frozenset({Role.AGENT, Role.OFFICER, Role.REGISSEUR})
EVERYBODY = frozenset(Role)

ROLES: Mapping[str, frozenset[Role]] = {
    "home": EVERYBODY,
    "self": EVERYBODY,
    "cases.read": frozenset({Role.AGENT, Role.OFFICER, Role.AUDITOR, Role.SUPPORT}),
    # What the citizen answered: only for those who examine the file.
    "cases.answers": frozenset({Role.AGENT, Role.OFFICER}),
    "staff.read": frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    "staff.change": frozenset({Role.ADMINISTRATOR}),
    "audit.read": frozenset({Role.AUDITOR}),
}


def may(role: Role, permission: str) -> bool:
    """Whether the role has the permission. An unknown permission is nobody's (control 44: fail closed)."""
    return role in ROLES.get(permission, frozenset())
