"""One invoice with all that was tried, said, received and posted; and the button that asks the operator again."""

from flask import redirect, url_for

from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.money import names, papers
from admin.money.dossier import Facts, dossier
from admin.money.finding import invoice_of
from admin.money.next_steps import next_steps
from admin.money.sheet import sheet
from admin.money.story import story
from admin.parts import parts
from admin.people.person import Scope
from kernel import audit, outbox
from payments.attempts.starting import LANE
from payments.polling import ENDED
from payments.states import ASKED

# An operator is asked by itself all the time; twice a minute by hand tells nothing more.
ASK_EVERY_S = 30
ASKABLE = (*ASKED, *ENDED)


def one(reference: str, scope: Scope) -> Answer:
    """Who opens it is in the trail."""
    return _shown(reference, scope)


def ask(reference: str, scope: Scope) -> Answer:
    """Have the operator asked at once, the way the schedule does it: what it says moves the payment, not we.

    A payment that failed or expired is asked about too: its money may come late (fault row 30).
    """
    invoice, person = invoice_of(reference, scope, "money.ask"), visitor.person()
    with parts().database.transaction() as connection:
        attempts = dossier(connection, invoice).attempts
    attempt = next((each for each in attempts if each["id"] == form.field("attempt")), None)
    if attempt is None or not askable(attempt):
        return _shown(reference, scope, 409, problem="not_askable")
    if not parts().limits.allow("money-ask", attempt["id"], 1, ASK_EVERY_S, open_when_down=True):
        return _shown(reference, scope, 429, problem="asked_just_now")
    with parts().database.transaction() as connection:
        outbox.publish(connection, "payment.poll", attempt["id"], lane=LANE)
        told = {"attempt": attempt["id"], "rail": attempt["rail"], "state": attempt["state"]}
        audit.append(connection, person.actor, "payment.ask", f"payment:{invoice.reference}", told)
    parts().money.ring((LANE,))
    return redirect(url_for("admin.money_one", reference=invoice.reference, said="asked"), 303)


def askable(attempt: Facts) -> bool:
    """Whether the operator can know more than we do; a code that the payer dials himself is known to nobody."""
    rail = names.ours(attempt["rail"])
    return rail is not None and not rail.capabilities.customer_dialled and attempt["state"] in ASKABLE


def _shown(reference: str, scope: Scope, status: int = 200, problem: str = "") -> Answer:
    invoice, person = invoice_of(reference, scope, "money.read"), visitor.person()
    with parts().database.transaction() as connection:
        told = dossier(connection, invoice)
        sheets = papers.links(connection, told.quittances)
        audit.append(connection, person.actor, "payment.read", f"payment:{invoice.reference}", {})
    return sheet(
        "one", status, told=told, invoice=invoice, story=story(told), steps=next_steps(told), problem=problem,
        asked=form.asked("said") == "asked", askable=askable,
        lines=parts().money.accounting.lines, sheets=sheets,
    )  # fmt: skip
