"""The paper that an address names, or 404: for what nobody has, and after a line in the trail for another office's."""

from flask import abort

from admin.doors import visitor
from admin.doors.allowed import refuse
from admin.papers import offices
from admin.parts import parts
from admin.people.person import Scope
from verification.registry import papers
from verification.registry.papers import Paper


def opened(reference: str, scope: Scope, permission: str) -> Paper:
    """Whoever may see it."""
    with parts().database.transaction() as connection:
        found = papers.find(connection, parts().keyring, parts().papers.code_key, reference)
    if found is None:
        abort(404)
    if not offices.sees(parts().catalogue, scope, found):
        refuse(visitor.person(), permission, f"document:{found.number}")
    return found


def answered_for(reference: str, scope: Scope, permission: str) -> Paper:
    """Whoever may decide what becomes of it: a paper of the Treasury is not an office's to revoke."""
    found = opened(reference, scope, permission)
    if not offices.answers_for(parts().catalogue, scope, found):
        refuse(visitor.person(), permission, f"document:{found.number}")
    return found
