"""What people of the service do about money: statements each morning, suspense, refunds, closed days."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from gateway.demo.month.courses import course
from gateway.demo.month.moment import Moment
from gateway.demo.month.payments_planned import STATEMENT_AT, operator_id
from gateway.demo.month.planned import Asked, Planned
from gateway.demo.month.rhythm import at, in_office
from gateway.demo.month.statement_file import Paid
from kernel import clock

ACCOUNTANT = {"ML": "mariam", "BJ": "parfait"}
REGISSEUR = {"ml-sikasso": "issa", "ml-koutiala": "issa", "ml-bamako-c1": "issa", "bj-anip": "blaise"}
CLOSED_AT = time(8, 40)
REFUNDABLE = frozenset({"mtn", "moov", "gsma", "pispi", "wave"})
REFUND_REASON = "Demande rejetee apres paiement"
# Of money in suspense, what the desk finds within days; the rest waits on with its candidates.
FOUND = 60
# Portals begin the month with something on the account.
BEFORE_XOF = {"orange": 480_000, "moov": 215_000}
# Of the month's end backwards: the statement on which things differ, and when somebody looked at it.
DIFFERING_DAYS_AGO = 5
EXPLANATION = "Saisie en double par l'agent de l'operateur, courriel du support recu"


def statements(plan: Planned) -> None:
    """Each morning the statements of Orange and Moov in Mali; once that of MTN, on which things differ."""
    lines: dict[tuple[str, date], list[Paid]] = defaultdict(list)
    for asked in plan.asked:
        if asked.paying is not None and asked.paying.line is not None:
            rail, paid = asked.paying.line
            lines[rail, clock.local_day("ML", paid.at)].append(paid)
    balance = dict(BEFORE_XOF)
    for rail, day in sorted(lines):
        found = sorted(lines[rail, day], key=lambda paid: paid.at)
        when = at("ML", day + timedelta(days=1), STATEMENT_AT, plan.draw)
        details = {"rail": rail, "country": "ML", "day": day, "before_xof": balance[rail], "lines": found}
        plan.add(Moment(when, "statement", None, {**details, "by": ACCOUNTANT["ML"]}))
        balance[rail] += sum(paid.amount_xof - paid.fee_xof for paid in found)
    day = plan.today - timedelta(days=DIFFERING_DAYS_AGO)
    seen = at("BJ", day + timedelta(days=1), time(9, 20), plan.draw)
    plan.add(Moment(seen, "differing_statement", None, {"day": day, "by": ACCOUNTANT["BJ"]}))
    plan.add(Moment(seen + timedelta(days=1), "explain", None, {"why": EXPLANATION, "by": ACCOUNTANT["BJ"]}))


def suspense(plan: Planned) -> None:
    """Money that names nobody: some is claimed by the citizen, most is found by two persons."""
    for number, asked in enumerate(
        each for each in plan.asked if each.paying is not None and each.paying.hidden
    ):
        money = asked.paying
        if money is None or money.line is None or money.paid_at is None:
            continue
        given = {"operator_id": money.line[1].operator_id}
        if number % 4 == 0:
            claimed = money.paid_at + timedelta(hours=plan.draw.uniform(1, 9))
            plan.add(Moment(claimed, "claim", asked.subject, given))
        if plan.draw.randrange(100) >= FOUND:
            continue
        matched = in_office("ML", money.paid_at + timedelta(hours=plan.draw.uniform(10, 50)))
        released = in_office("ML", matched + timedelta(hours=plan.draw.uniform(1, 30)))
        plan.add(Moment(matched, "match", asked.subject, {**given, "by": "issa"}))
        plan.add(Moment(released, "release", asked.subject, {**given, "by": ACCOUNTANT["ML"]}))
        if asked.kind is not None:
            plan.add(*course(plan.draw, asked.kind, asked.subject, released + timedelta(minutes=1)))


def refunds(plan: Planned) -> None:
    """Rejected after payment: asked by one, granted by another. The newest waits for its second person."""
    due = sorted(
        ((when, each) for each in plan.asked if (when := _refundable(plan, each)) is not None),
        key=lambda pair: pair[0],
    )
    wishes = [
        (in_office(each.subject.citizen.country, when + timedelta(hours=20)), each) for when, each in due
    ]
    wishes = sorted((wish for wish in wishes if wish[0] <= plan.anchor), key=lambda wish: wish[0])
    for number, (wanted, asked) in enumerate(wishes):
        country = asked.subject.citizen.country
        other = ACCOUNTANT[country]
        by = "blaise" if country == "BJ" else "issa"
        plan.add(Moment(wanted, "ask_refund", asked.subject, {"reason": REFUND_REASON, "by": by}))
        if number < len(wishes) - 1:
            decided = in_office(country, wanted + timedelta(hours=6 + 12 * (number % 3)))
            details = {"by": other, "approve": number % 7 != 3}
            plan.add(Moment(decided, "decide_refund", asked.subject, details))


def closings(plan: Planned) -> None:
    """Every regie closes the day before yesterday's books each morning; yesterday is still open today."""
    for day in plan.days():
        for regie in plan.accounting.regies.values():
            when = at(regie.country, day, CLOSED_AT, plan.draw)
            by = REGISSEUR.get(regie.code, ACCOUNTANT[regie.country])
            if day < plan.today:
                plan.add(Moment(when, "close_days", None, {"regie": regie.code, "by": by}))


def credits_(plan: Planned) -> None:
    """Paid twice: what is too much is the payer's credit."""
    paid = [
        each for each in plan.asked
        if each.paying is not None and each.paying.paid_at is not None and not each.paying.hidden
        and each.kind is not None and each.paying.paid_at < plan.anchor - timedelta(days=3)
    ]  # fmt: skip
    for asked in plan.draw.sample(paid, min(6, len(paid))):
        again = _again_at(plan, asked)
        details = {"rail": "biller", "operator_id": operator_id(plan.draw, "biller", again), "more_xof": 0}
        plan.add(Moment(again, "receive", asked.subject, details))


def _again_at(plan: Planned, asked: Asked) -> datetime:
    paid_at = asked.paying.paid_at if asked.paying is not None else None
    return (paid_at or plan.anchor) + timedelta(minutes=plan.draw.uniform(4, 300))


def _refundable(plan: Planned, asked: Asked) -> datetime | None:
    """When a request was rejected whose money can go back by itself."""
    if asked.paying is None or asked.paying.rail not in REFUNDABLE:
        return None
    rejected = asked.when("rejetee")
    return rejected if rejected is not None and rejected < plan.anchor - timedelta(days=1) else None
