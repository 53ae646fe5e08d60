"""Requests and taxes of the month, with their money and their way through the offices."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from gateway.demo.month.citizen import Citizen
from gateway.demo.month.courses import course
from gateway.demo.month.moment import Moment, Subject
from gateway.demo.month.payments_planned import Paying, operator_id, paying
from gateway.demo.month.planned import Asked, Planned
from gateway.demo.month.requests import KINDS, Kind, answers
from gateway.demo.month.rhythm import MARKET_FACTOR, at_counter, market, on_phone

TDRL = 11
TAXES = 190
# (locality, share): people pay where they live, mostly on the market's day.
LOCALITIES = (("bamako", 40), ("sikasso", 38), ("koutiala", 22))
# Of a hundred invoices, those paid in the operator's own menu, where it offers our bills.
BY_BILLER, BILLERS = 5, frozenset({"61002", "61603"})
FILED_S = 12


def requests(plan: Planned) -> None:
    """Every case."""
    for kind in KINDS:
        service = plan.catalogue.services[kind.service]
        fee = service.fee_on(plan.today)
        amount = kind.fee_xof or (fee.amount_xof if fee else None) or 0
        for day in plan.spread(kind.many, paid=bool(amount)):
            plan.asked.append(_request(plan, kind, day, amount))


def taxes(plan: Planned) -> None:
    """Every tax that somebody declares; most are paid at once."""
    line = plan.accounting.line_of(TDRL, plan.today)
    for day in plan.spread(TAXES, paid=True):
        locality = _locality(plan, day)
        each = plan.accounting.tariff(line.code, locality, day) if line else None
        if each is None:
            continue
        persons = plan.draw.choices((1, 2, 3, 4, 5, 6), (34, 22, 16, 13, 9, 6))[0]
        given = {"locality": locality, "year": str(day.year), "persons": str(persons)}
        at = on_phone(plan.draw, "ML", day)
        subject = Subject(plan.citizen("ML"), TDRL, at, given)
        plan.add(Moment(at, "owe", subject))
        money = pay_for(plan, subject, each * persons, at)
        plan.asked.append(Asked(subject, each * persons, money))


def pay_for(plan: Planned, subject: Subject, amount_xof: int, begins: datetime) -> Paying:
    """Its money, whichever way."""
    draw, network = plan.draw, subject.citizen.network.code
    if network in BILLERS and draw.randrange(100) < BY_BILLER:
        at = begins + timedelta(minutes=draw.uniform(3, 600))
        money = Paying(paid_at=at + timedelta(seconds=3), rail="biller")
        details: Mapping[str, Any] = {
            "rail": "biller", "operator_id": operator_id(draw, "biller", at), "more_xof": 0,
        }  # fmt: skip
        money.moments.append(Moment(at, "receive", subject, details))
    else:
        money = paying(draw, subject, amount_xof, begins)
    plan.add(*money.moments)
    return money


def _locality(plan: Planned, day: date) -> str:
    weights = [share * (MARKET_FACTOR if market(day, name) else 1) for name, share in LOCALITIES]
    return plan.draw.choices([name for name, _ in LOCALITIES], weights)[0]


def _request(plan: Planned, kind: Kind, day: date, amount_xof: int) -> Asked:
    draw, citizen = plan.draw, plan.citizen(kind.country)
    subject = _subject(plan, kind, citizen, day)
    plan.add(Moment(subject.opened_at, "hand_in", subject, {"fee_xof": kind.fee_xof}))
    if not amount_xof:
        steps = course(draw, kind, subject, subject.opened_at + timedelta(seconds=FILED_S))
        plan.add(*steps)
        return Asked(subject, 0, None, tuple(steps), kind)
    money = pay_for(plan, subject, amount_xof, subject.opened_at)
    if money.paid_at is None or money.hidden:
        return Asked(subject, amount_xof, money, (), kind)
    steps = course(draw, kind, subject, money.paid_at + timedelta(seconds=FILED_S))
    plan.add(*steps)
    return Asked(subject, amount_xof, money, tuple(steps), kind)


def _subject(plan: Planned, kind: Kind, citizen: Citizen, day: date) -> Subject:
    phoned = plan.draw.randrange(100) < kind.phoned
    when = on_phone if phoned else at_counter
    at = when(plan.draw, kind.country, day)
    given = answers(plan.draw, kind, citizen, day)
    return Subject(citizen, kind.service, at, given, "ussd" if phoned else "counter")
