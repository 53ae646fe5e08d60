"""How one invoice is paid, or not: which rail, how many tries, what each operator says. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from gateway.demo.month.moment import Moment, Subject
from gateway.demo.month.rhythm import at as instant
from gateway.demo.month.statement_file import Paid
from kernel import clock
from payments.contract import Standing

# By the payer's network: which rail, with its weight. A browser is rare; PI-SPI is young.
RAILS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "61002": (("orange_merchant", 46), ("wave", 24), ("orange", 16), ("pispi", 14)),
    "61001": (("moov_merchant", 55), ("pispi", 45)),
    "61003": (("gsma", 62), ("pispi", 38)),
    "61603": (("mtn", 94), ("gsma", 6)),
    "61602": (("moov", 95), ("gsma", 5)),
    "61607": (("gsma", 100),),
}
DIALLED = {"orange_merchant": "orange", "moov_merchant": "moov"}
# The portal of Orange shows web payments and those of the merchant code on one statement.
ON_STATEMENT = {**DIALLED, "orange": "orange"}
# What happens to a try of a hundred. "late": no answer at first, settled later.
PUSHED = (("paid", 82), ("wrong_pin", 5), ("no_money", 6), ("expired", 4), ("late", 3))
DIAL = (("dialled", 89), ("never", 11))
# The operators' own words (`gateway/payment_failures.py` knows what they mean to a citizen).
NO_MONEY = {
    "mtn": "NOT_ENOUGH_FUNDS",
    "moov": "insufficient_funds",
    "gsma": "insufficientFunds",
    "pispi": "AM04",
}
WRONG_PIN = {"mtn": "APPROVAL_REJECTED", "moov": "not_approved", "gsma": "requestDeclined", "pispi": "CUST"}
EXPIRED = {"mtn": "EXPIRED"}
TRIES_MAX = 3
# Of those who could not pay, who tries again; money comes with the next market or salary.
AGAIN = 78
# Of money that comes by a merchant's code, what nobody can match by itself: another's phone, or a hidden one.
HIDDEN = 5
STATEMENT_AT = time(7, 40)


@dataclass
class Paying:
    """``moments`` of the tries; ``paid_at`` when we know of the money, None when none came by the month's end.

    ``line`` is what the operator's statement of the next morning shows; ``hidden``: it names no payer of ours.
    """

    moments: list[Moment] = field(default_factory=list)
    paid_at: datetime | None = None
    line: tuple[str, Paid] | None = None
    hidden: bool = False
    rail: str = ""


def paying(draw: Random, subject: Subject, amount_xof: int, begins: datetime) -> Paying:
    """The whole story of one invoice's money."""
    names, weights = zip(*RAILS[subject.citizen.network.code], strict=True)
    told, at = Paying(rail=draw.choices(names, weights)[0]), begins
    for number in range(1, TRIES_MAX + 1):
        at += timedelta(seconds=draw.uniform(40, 400))
        outcome = _outcome(draw, told.rail)
        OUTCOMES[outcome](told, draw, subject, amount_xof, at, number)
        if told.paid_at is not None or draw.randrange(100) >= AGAIN:
            break
        at += timedelta(hours=26 if outcome == "never" else draw.uniform(0.05, 40))
    return told


def operator_id(draw: Random, rail: str, at: datetime) -> str:
    """As the operator writes its transactions."""
    day = f"{at:%y%m%d}"
    shapes = {
        "mtn": f"{draw.randrange(10**9, 10**10)}",
        "moov": f"MB{day}{draw.randrange(10**6, 10**7)}",
        "moov_merchant": f"ML{day}{draw.randrange(10**6, 10**7)}",
        "pispi": f"EML{at:%Y%m%d}{draw.randrange(10**15, 10**16)}",
    }
    return shapes.get(rail, f"MP{day}.{at:%H%M}.{draw.choice('ABCDEF')}{draw.randrange(10000, 99999)}")


def next_morning(country: str, at: datetime, draw: Random) -> datetime:
    """When the statement of that day is imported."""
    day = clock.local_day(country, at) + timedelta(days=1)
    return instant(country, day, STATEMENT_AT, draw) + timedelta(minutes=5)


def _outcome(draw: Random, rail: str) -> str:
    words, weights = zip(*(DIAL if rail in DIALLED else PUSHED), strict=True)
    return str(draw.choices(words, weights)[0])


def _try(told: Paying, subject: Subject, at: datetime, number: int, **details: object) -> None:
    told.moments.append(Moment(at, "pay", subject, {"rail": told.rail, "try": number, **details}))


def _paid(told: Paying, draw: Random, subject: Subject, amount: int, at: datetime, number: int) -> None:
    seconds, ours = draw.randrange(14, 70), operator_id(draw, told.rail, at)
    _try(told, subject, at, number, after_s=seconds, said=Standing("succeeded", ours, amount, "XOF"))
    told.paid_at = at + timedelta(seconds=seconds + 3)
    if told.rail in ON_STATEMENT:
        told.line = (ON_STATEMENT[told.rail], Paid(told.paid_at, ours, amount, subject.citizen.phone))


def _late(told: Paying, draw: Random, subject: Subject, amount: int, at: datetime, number: int) -> None:
    """The operator is silent, and says an hour later that it was paid."""
    later = at + timedelta(minutes=draw.uniform(9, 95))
    _try(told, subject, at, number, said=None)
    said = Standing("succeeded", operator_id(draw, told.rail, at), amount, "XOF")
    told.moments.append(Moment(later, "ask", subject, {"try": number, "said": said}))
    told.paid_at = later + timedelta(seconds=3)


def _no(told: Paying, draw: Random, subject: Subject, at: datetime, number: int, said: Standing) -> None:
    _try(told, subject, at, number, after_s=draw.randrange(20, 100), said=said)


def _no_money(told: Paying, draw: Random, subject: Subject, amount: int, at: datetime, number: int) -> None:
    _no(
        told,
        draw,
        subject,
        at,
        number,
        Standing("failed", reason=NO_MONEY.get(told.rail, "insufficientFunds")),
    )


def _wrong_pin(told: Paying, draw: Random, subject: Subject, amount: int, at: datetime, number: int) -> None:
    _no(
        told,
        draw,
        subject,
        at,
        number,
        Standing("failed", reason=WRONG_PIN.get(told.rail, "PAYER_REJECTION")),
    )


def _expired(told: Paying, draw: Random, subject: Subject, amount: int, at: datetime, number: int) -> None:
    _no(told, draw, subject, at, number, Standing("expired", reason=EXPIRED.get(told.rail)))


def _dialled(told: Paying, draw: Random, subject: Subject, amount: int, at: datetime, number: int) -> None:
    """The payer dials the merchant's code within the hour; we read of it on the next morning's statement."""
    when = at + timedelta(minutes=draw.uniform(2, 45))
    country = subject.citizen.country
    told.hidden = draw.randrange(100) < HIDDEN
    payer = "" if told.hidden else subject.citizen.phone
    told.line = (DIALLED[told.rail], Paid(when, operator_id(draw, told.rail, when), amount, payer))
    _try(told, subject, at, number)
    if told.hidden:
        # The money names nobody, so that the code lapses all the same.
        _lapse(told, draw, subject, at, number)
    told.paid_at = next_morning(country, when, draw)


def _never(told: Paying, draw: Random, subject: Subject, amount: int, at: datetime, number: int) -> None:
    """Nobody dials: the code lapses after a day."""
    _try(told, subject, at, number)
    _lapse(told, draw, subject, at, number)


def _lapse(told: Paying, draw: Random, subject: Subject, at: datetime, number: int) -> None:
    lapsed = at + timedelta(hours=24, minutes=draw.uniform(2, 30))
    told.moments.append(Moment(lapsed, "ask", subject, {"try": number, "said": None}))


OUTCOMES = {
    "paid": _paid, "late": _late, "no_money": _no_money, "wrong_pin": _wrong_pin, "expired": _expired,
    "dialled": _dialled, "never": _never,
}  # fmt: skip
