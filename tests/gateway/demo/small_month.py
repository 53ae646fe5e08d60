"""A month with a few dozen citizens: every kind of act, in seconds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gateway.demo.month import plan as plans
from gateway.demo.month.moment import Moment
from gateway.wiring import Guichet

ANCHOR = datetime(2026, 11, 19, 15, 20, tzinfo=UTC)
ONE_IN = 40
# What has no subject and is many: some of it is enough.
THINNED = frozenset({"dial", "look", "log_in", "log_out", "mistype", "close_days"})


def small(guichet: Guichet, anchor: datetime = ANCHOR) -> list[Moment]:
    """The real plan, less most of its citizens and what was only theirs."""
    whole = plans.plan(guichet.catalogue, guichet.treasury.accounting, anchor)
    kept = _kept(whole)
    thinned = 0
    found = []
    for moment in whole:
        if moment.subject is not None and moment.subject.citizen.phone not in kept:
            continue
        if moment.act in THINNED:
            thinned += 1
            if thinned % ONE_IN:
                continue
        if moment.act == "statement":
            lines = [line for line in moment.details["lines"] if line.payer in kept]
            moment = replace(moment, details={**moment.details, "lines": lines})
        found.append(moment)
    return found


def _kept(whole: Sequence[Moment]) -> set[str]:
    """Some of all, and whoever has a rare story, or one that ends like no other's: each state stands in the month."""
    phones = list(dict.fromkeys(moment.subject.citizen.phone for moment in whole if moment.subject))
    rare: dict[str, set[str]] = {}
    for moment in whole:
        if moment.subject is not None:
            rare.setdefault(moment.act, set()).add(moment.subject.citizen.phone)
    few = {sorted(found)[0] for found in rare.values()}
    last = {
        (moment.subject.citizen.phone, moment.subject.opened_at): (moment.act, str(moment.details.get("to")))
        for moment in whole
        if moment.subject is not None
    }
    ends = {end: phone for (phone, _), end in last.items()}
    # Whose charge is in doubt when the demo opens.
    doubted = {
        moment.subject.citizen.phone
        for moment in whole
        if moment.subject is not None
        and moment.act == "ask"
        and moment.at > whole[-1].at - timedelta(hours=6)
    }
    return few | {*ends.values()} | doubted | set(phones[::ONE_IN])
