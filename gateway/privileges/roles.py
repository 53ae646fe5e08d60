"""The group roles of PostgreSQL, one for each kind of process. Who logs in is a role of the DBA's own, a member of one.

None of them owns a table, so none may change its shape or switch its triggers off (OWASP ASVS 5.0 V13.2.2).
"""

from enum import StrEnum


class Role(StrEnum):
    """The names are those of the server: they hold for every database on it."""

    WEB = "guichet_web"  # `guichet web`
    WORKER = "guichet_worker"  # `guichet worker LANE` and `guichet ticker`
    OPERATOR = "guichet_operator"  # commands that change something: all of the two above, and seals made anew
    AUDITOR = "guichet_auditor"  # `guichet check`, `audit verify`, `ledger verify`: reads, and opens next to nothing
