"""The invoice that an address names, for whoever may see it. Another regie's does not exist: 404, audited (row 65)."""

from flask import abort
from sqlalchemy import Connection

from admin.doors import visitor
from admin.doors.allowed import refuse
from admin.money.reach import reach
from admin.parts import parts
from admin.people.person import Scope
from kernel.ids import digits
from payments import invoices
from payments.invoices import Invoice


def invoice_of(reference: str, scope: Scope, permission: str) -> Invoice:
    """The invoice. Aborts with 404 for what nobody has, and after a line in the trail for what others have."""
    with parts().database.transaction() as connection:
        found = invoices.by_reference(connection, digits(reference))
    if found is None:
        abort(404)
    if not reach(scope).covers(found.regie):
        refuse(visitor.person(), permission, f"payment:{found.reference}")
    return found


def typed_invoice(connection: Connection, reference: str, scope: Scope) -> Invoice | None:
    """An invoice named in a field; None for what nobody has and for another regie's alike."""
    found = invoices.by_reference(connection, digits(reference))
    return found if found is not None and reach(scope).covers(found.regie) else None
