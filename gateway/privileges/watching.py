"""Which of the roles that are connected now could rewrite history: for `guichet check` of a production."""

from sqlalchemy import Connection, text

from gateway.privileges.grants import GRANTS

# How our processes call themselves (``kernel.database``). PostgreSQL shows name and role of a session to everybody.
NAME = "guichet"
_ROLES = text(
    "SELECT DISTINCT r.oid, r.rolname, r.rolsuper FROM pg_roles r WHERE r.rolname = session_user OR r.oid IN "
    "(SELECT usesysid FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name) "
    "ORDER BY r.rolname"
)
_OWNS = text(
    "SELECT count(*) FROM pg_class c WHERE c.relkind = 'r' AND c.relname = ANY (:tables) "
    "AND c.relnamespace = to_regnamespace(current_schema()) AND pg_has_role(CAST(:role AS oid), c.relowner, 'MEMBER')"
)
# Column by column: UPDATE may be given for one alone. Sealed ones may be sealed anew.
_REWRITES = text(
    "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname = ANY (:history) "
    "AND c.relnamespace = to_regnamespace(current_schema()) "
    "AND (has_table_privilege(CAST(:role AS oid), c.oid, 'DELETE, TRUNCATE, TRIGGER') OR EXISTS "
    "(SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "AND a.attname NOT LIKE '%sealed' AND has_column_privilege(CAST(:role AS oid), c.oid, a.attnum, 'UPDATE'))) "
    "ORDER BY c.relname"
)
HISTORY = sorted(name for name, grant in GRANTS.items() if grant.is_history)


def too_strong(connection: Connection) -> list[str]:
    """One line for each role of a running process that owns tables or could change what is written once."""
    found = []
    for role in connection.execute(_ROLES, {"name": NAME}).all():
        about = {"role": role.oid, "tables": list(GRANTS), "history": HISTORY}
        if role.rolsuper:
            found.append(f"{role.rolname}: a superuser")
        elif owned := connection.execute(_OWNS, about).scalar_one():
            found.append(f"{role.rolname}: owns {owned} tables")
        elif rewritten := connection.execute(_REWRITES, about).scalars().all():
            found.append(f"{role.rolname}: may change {', '.join(rewritten)}")
    return found
