"""Money without an owner: what waits, and one of it with who may have paid what with it. Moves nothing."""

from dataclasses import dataclass

from flask import abort

from admin.cursor import Cursor, behind
from admin.doors import form, visitor
from admin.doors.allowed import Answer, refuse
from admin.money.finding import typed_invoice
from admin.money.reach import reach
from admin.money.sheet import sheet
from admin.parts import parts
from admin.people.person import Scope
from kernel import audit
from payments import invoices
from payments.invoices import Invoice
from payments.suspense import waiting
from payments.suspense.candidates import candidates
from payments.suspense.waiting import Proposal, Waiting


@dataclass(frozen=True, slots=True)
class Target:
    """An invoice that the money could go to: what of it pays, and what would be the payer's credit."""

    invoice: Invoice
    pays_xof: int
    credit_xof: int


def listing(scope: Scope) -> Answer:
    """The longest waiting first; ``from`` is a cursor."""
    mine = reach(scope)
    with parts().database.transaction() as connection:
        found = waiting.page(connection, parts().keyring, mine.countries, behind())
        shown = found[: waiting.PAGE_ROWS]
        proposed = waiting.proposals(connection, [each.id for each in shown], open_only=True)
        said = waiting.claims(connection, shown)
        count, francs = waiting.total(connection, mine.countries)
    more = Cursor(shown[-1].received_at, shown[-1].id) if len(found) > len(shown) else None
    return sheet(
        "suspense", shown=shown, more=more, count=count, total=francs, counted_max=waiting.COUNTED_MAX,
        proposed={each.receipt_id: each for each in proposed}, mine=mine,
        claimed={each.operator_id for each in said},
    )  # fmt: skip


def one(name: str, scope: Scope) -> Answer:
    """``reference`` is the invoice that somebody is about to propose: shown with what it means before they do."""
    return shown(money_of(name, scope, "money.read"), scope, typed=form.asked("reference"))


def money_of(name: str, scope: Scope, permission: str) -> Waiting:
    """Aborts with 404 for what is no money, never was in suspense, or lies in a country that is not theirs."""
    mine = reach(scope)
    with parts().database.transaction() as connection:
        found = waiting.one(connection, parts().keyring, name)
        known = found is not None and (
            found.disposition == "suspense" or bool(waiting.proposals(connection, [found.id]))
        )
    if found is None or not known:
        abort(404)
    if mine.countries is not None and found.country not in mine.countries:
        refuse(visitor.person(), permission, found.id)
    return found


def shown(money: Waiting, scope: Scope, status: int = 200, *, typed: str = "", problem: str = "") -> Answer:
    """The page of one, with what is proposed for it and what may be."""
    mine, person = reach(scope), visitor.person()
    with parts().database.transaction() as connection:
        history = waiting.proposals(connection, [money.id])
        likely = candidates(connection, money.id) if money.disposition == "suspense" else []
        said = waiting.claims(connection, [money])
        wanted = typed_invoice(connection, typed, scope) if typed else None
        proposal = _open(history)
        due = invoices.find(connection, proposal.invoice_id) if proposal else None
        audit.append(connection, person.actor, "suspense.read", money.id, {})
    if typed and not problem and (wanted is None or not wanted.due_xof):
        problem = "no_invoice" if wanted is None else "not_open"
    own = [each for each in likely if mine.covers(each.regie)]
    return sheet(
        "suspense_one", status, money=money, history=history, proposal=proposal, problem=problem, typed=typed,
        said=_said(), would=target(money, due) if due else None, wanted=target(money, wanted) if wanted else None,
        candidates=own, others=len(likely) - len(own), mine=mine,
        claims=[each for each in said if mine.covers(each.regie)],
        claims_elsewhere=sum(not mine.covers(each.regie) for each in said),
    )  # fmt: skip


def target(money: Waiting, invoice: Invoice) -> Target:
    """As settlement shares it: what is due is paid, the rest is a credit."""
    pays = min(money.amount_xof, invoice.due_xof)
    return Target(invoice, pays, money.amount_xof - pays)


def _open(history: list[Proposal]) -> Proposal | None:
    return next((each for each in history if each.state == "proposed"), None)


def _said() -> str:
    """What an act has just done, for the page that it led to."""
    word = form.asked("said")
    return word if word in ("proposed", "released", "refused") else ""
