"""The SQL that makes the roles and gives them what ``grants.py`` says: run by the owner, any number of times."""

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from gateway.privileges.grants import GRANTS
from gateway.privileges.roles import Role

# Who changes rows also numbers them, and every process asks which schema it has.
NUMBERING = (Role.WEB, Role.WORKER, Role.OPERATOR)
ALL = ", ".join(Role)


def creation() -> Iterator[str]:
    """Needs CREATEROLE only where a role is missing."""
    for role in Role:
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN CREATE ROLE {role} NOLOGIN; END IF; END $$"
        )


def granting(metadata: MetaData) -> Iterator[str]:
    """In one transaction: what was given before is taken back first, so that the declaration is the whole of it."""
    yield f"GRANT USAGE ON SCHEMA public TO {ALL}"
    for table in metadata.sorted_tables:
        yield from _of(table)
    for name in metadata._sequences:
        yield f"REVOKE ALL ON SEQUENCE {name} FROM PUBLIC, {ALL}"
        yield f"GRANT USAGE ON SEQUENCE {name} TO {', '.join(NUMBERING)}"
    yield (
        "DO $$ BEGIN IF to_regclass('alembic_version') IS NOT NULL "
        f"THEN GRANT SELECT ON alembic_version TO {ALL}; END IF; END $$"
    )


def _of(table: Table) -> Iterator[str]:
    # Of a table its columns too; it locks nothing that a citizen's step waits for.
    yield f"REVOKE ALL ON {table.name} FROM PUBLIC, {ALL}"
    for role in Role:
        given = ", ".join(GRANTS[table.name].privileges(table, role))
        if given:
            yield f"GRANT {given} ON {table.name} TO {role}"
