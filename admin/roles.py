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

_OFFICE, _TREASURY = {Role.AGENT, Role.OFFICER}, {Role.REGISSEUR, Role.ACCOUNTANT}

ROLES: Mapping[str, frozenset[Role]] = {
    "home": EVERYBODY,
    "self": EVERYBODY,
    # Who may be called by a citizen.
    "search": EVERYBODY - {Role.ADMINISTRATOR},
    "cases.read": frozenset({*_OFFICE, Role.AUDITOR, Role.SUPPORT}),
    # What the citizen answered: only for those who examine the file.
    "cases.answers": frozenset(_OFFICE),
    "cases.note": frozenset({*_OFFICE, Role.SUPPORT}),
    "cases.decide": frozenset({Role.OFFICER}),
    "money.read": frozenset({*_TREASURY, Role.AUDITOR, Role.SUPPORT}),
    # Suspense and refunds: whoever asks is never who grants, whatever their roles.
    "money.ask": frozenset(_TREASURY),
    "money.grant": frozenset(_TREASURY),
    "books.read": frozenset({*_TREASURY, Role.AUDITOR}),
    "books.keep": frozenset(_TREASURY),
    "books.export": frozenset({*_TREASURY, Role.AUDITOR}),
    "papers.read": frozenset({*_OFFICE, Role.AUDITOR, Role.SUPPORT}),
    "papers.print": frozenset(_OFFICE),
    "papers.issue": frozenset({Role.OFFICER}),
    "papers.revoke": frozenset({Role.OFFICER}),
    "overview": EVERYBODY - {Role.AGENT},
    "stuck.read": frozenset({Role.SUPPORT, Role.AUDITOR, Role.ADMINISTRATOR}),
    "stuck.retry": frozenset({Role.SUPPORT, Role.ADMINISTRATOR}),
    "staff.read": frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    "staff.change": frozenset({Role.ADMINISTRATOR}),
    # What is held about a person, and its erasure (control 47): at the command line, by the privacy officer.
    "person": frozenset({Role.ADMINISTRATOR}),
    "audit.read": frozenset({Role.AUDITOR}),
}


def may(role: Role, permission: str) -> bool:
    """Whether the role has the permission. An unknown permission is nobody's (control 44: fail closed)."""
    return role in ROLES.get(permission, frozenset())
