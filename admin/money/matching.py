"""The acts on money without an owner: one person proposes its invoice, another releases it there or refuses.

The rule of two persons stands in `payments/suspense/matching.py`. Bad-input row 67, control 40.
"""

from collections.abc import Callable

from flask import redirect, url_for
from sqlalchemy import Connection

from admin.doors import form, visitor
from admin.doors.allowed import Answer, refuse
from admin.money import suspense
from admin.money.finding import typed_invoice
from admin.money.reach import reach
from admin.parts import parts
from admin.people.person import Scope
from kernel import clock
from kernel.money import AmountRefused, francs
from payments.refunds.two_persons import SamePerson
from payments.suspense import matching, waiting
from payments.suspense.matching import NotMatched
from payments.suspense.waiting import Proposal, Waiting

Act = Callable[[Connection, Waiting], None]


class Changed(NotMatched):
    """Not what the person saw and agreed to: another invoice, or another part of it. Nothing was written."""


def propose(name: str, scope: Scope) -> Answer:
    """The first of two: ``reference`` is an invoice of their own regies."""

    def act(connection: Connection, money: Waiting) -> None:
        invoice = typed_invoice(connection, form.field("reference"), scope)
        if invoice is None:
            raise NotMatched("no such invoice")
        who = visitor.person().name
        matching.match(connection, receipt_id=money.id, invoice_id=invoice.id, by=who, at=clock.now())

    return _acted(suspense.money_of(name, scope, "money.ask"), scope, "proposed", act)


def release(name: str, scope: Scope) -> Answer:
    """The second: ``proposal`` and ``pays`` are what the page showed, and what they agree to."""
    money = suspense.money_of(name, scope, "money.grant")
    _theirs(money, scope)
    return _acted(money, scope, "released", _release, "events")


def unpropose(name: str, scope: Scope) -> Answer:
    """The second says no: it waits for another proposal."""

    def act(connection: Connection, money: Waiting) -> None:
        _as_seen(connection, money)
        matching.refuse(connection, receipt_id=money.id, by=visitor.person().name, at=clock.now())

    money = suspense.money_of(name, scope, "money.grant")
    _theirs(money, scope)
    return _acted(money, scope, "refused", act)


def _release(connection: Connection, money: Waiting) -> None:
    seen = _as_seen(connection, money)
    receipt = matching.release(
        connection, parts().money.settlement, receipt_id=money.id, by=visitor.person().name, at=clock.now()
    )
    if (receipt.invoice_id, receipt.settled_xof) != (seen.invoice_id, _pays()):
        # Somebody proposed another, or paid a part, since the page was made: rolled back, nothing is released.
        raise Changed("the invoice has changed")


def _acted(money: Waiting, scope: Scope, said: str, act: Act, lane: str = "") -> Answer:
    """In one transaction; what cannot be done is shown on the page as it is now."""
    try:
        with parts().database.transaction() as connection:
            act(connection, money)
    except SamePerson:
        return _again(money, scope, "same_person")
    except Changed:
        return _again(money, scope, "changed")
    except NotMatched:
        return _again(money, scope, "not_proposed" if said == "proposed" else "decided")
    if lane:
        parts().money.ring((lane,))
    return redirect(url_for("admin.money_suspense_one", name=money.id, said=said), 303)


def _again(money: Waiting, scope: Scope, problem: str) -> Answer:
    """``gone``: it has its invoice meanwhile, whatever was asked of it."""
    now = suspense.money_of(money.id, scope, "money.read")
    return suspense.shown(now, scope, 409, problem=problem if now.disposition == "suspense" else "gone")


def _theirs(money: Waiting, scope: Scope) -> None:
    """What is proposed for another regie's invoice is that regie's to decide: 404, audited."""
    with parts().database.transaction() as connection:
        proposal = _proposal(connection, money)
    if proposal is not None and not reach(scope).covers(proposal.regie):
        refuse(visitor.person(), "money.grant", money.id)


def _as_seen(connection: Connection, money: Waiting) -> Proposal:
    """Raises NotMatched when nothing is proposed any more, Changed for another proposal than the page showed."""
    proposal = _proposal(connection, money)
    if proposal is None:
        raise NotMatched("nothing is proposed for this money")
    if str(proposal.id) != form.field("proposal"):
        raise Changed("another invoice is proposed")
    return proposal


def _proposal(connection: Connection, money: Waiting) -> Proposal | None:
    return next(iter(waiting.proposals(connection, [money.id], open_only=True)), None)


def _pays() -> int:
    try:
        return francs(form.field("pays"))
    except AmountRefused:
        return -1
