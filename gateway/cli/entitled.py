"""Who may give a command in their name: proven, of the role that the console asks for, of the office concerned."""

from sqlalchemy import Connection, select

from admin.people.person import Person
from admin.regies import within
from gateway.cli.desk import NotPermitted, not_for, proven
from gateway.wiring import Guichet
from kernel import audit
from payments.reconciliation.tables import STATEMENT_LINE
from payments.tables import INVOICE, MONEY_RECEIPT

# Nobody has a console page for these: who answers citizens about their cases may also write to them.
BROADCAST = "cases.note"


def entitled(guichet: Guichet, by: str, code: str | None, permission: str, about: str) -> Person:
    """Who acts on ``about`` ("payment:26..."). Raises NotProven, and NotPermitted, which is in the trail."""
    person = proven(guichet, by, code)
    if not person.may(permission):
        refuse(guichet, person, permission, about)
        raise not_for(person, permission)
    return person


def of_regie(guichet: Guichet, person: Person, regie: str | None, permission: str, about: str) -> None:
    """Raises NotPermitted for somebody of an office that this regie is not of; None is money of no regie."""
    if person.scope.administration is None:
        return
    found = guichet.treasury.accounting.regies.get(regie or "")
    if found is None or not within(found, person.scope):
        refuse(guichet, person, permission, about)
        raise NotPermitted(
            f"{person.name} is of {office(person)}: this is for {regie or 'nobody of an office'}"
        )


def of_administration(guichet: Guichet, person: Person, administration: str, about: str) -> None:
    """Raises NotPermitted for somebody of another administration."""
    if person.scope.administration not in (None, administration):
        refuse(guichet, person, BROADCAST, about)
        raise NotPermitted(f"{person.name} is of {office(person)}: this is for {administration}")


def refuse(guichet: Guichet, person: Person, permission: str, about: str) -> None:
    """Written down: whoever tries doors is seen."""
    with guichet.database.transaction() as connection:
        said = {"permission": permission, "channel": "cli"}
        audit.append(connection, person.actor, "command.refused", about, said)


def office(person: Person) -> str:
    """The administration somebody works for, in words."""
    return person.administration or "no administration"


def regie_of(
    connection: Connection, *, line_id: int | None = None, receipt_id: str | None = None
) -> str | None:
    """Of a line of a statement or a receipt; None for money that no invoice claims."""
    receipt, line = MONEY_RECEIPT.c, STATEMENT_LINE.c
    query = select(INVOICE.c.regie).join(MONEY_RECEIPT, receipt.invoice_id == INVOICE.c.id)
    if line_id is not None:
        query = query.join(STATEMENT_LINE, line.receipt_id == receipt.id).where(line.id == line_id)
    else:
        query = query.where(receipt.id == receipt_id)
    return connection.execute(query).scalar_one_or_none()
