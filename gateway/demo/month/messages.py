"""What became of the messages of a step: handed to a provider, delivered, failed. And what citizens wrote.

One statement a step, along the edges of `sms/states.py`: hand-overs and reports one by one would take longer than
all the rest of the month.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Row, select, text

from cases.tables import CASE_FILE
from gateway.demo.month import news
from gateway.demo.month.casework import case_of
from gateway.demo.month.moment import Moment
from gateway.demo.month.town import Town
from kernel import clock, outbox
from kernel.ids import spaced
from kernel.network import network_of
from kernel.outbox import Event
from sms import inbound, optouts
from sms.budgets.limits import Budgets
from sms.budgets.spending import Spend, reserve
from sms.contract import Inbound
from sms.outbox import TOPIC
from sms.purposes import LANES, policy_of
from sms.sealing import unseal
from sms.tables import SMS_MESSAGE

# Newer ones are left to the real worker: the demo opens with messages under way.
LEFT_TO_THE_WORKER = timedelta(minutes=4)
NO_REPORT = timedelta(hours=72)
# Who carries which network's messages, and what of a hundred becomes of them.
PROVIDERS = {"ml-orange": ("orange", "kannel"), "bj-mtn": ("kannel", "africastalking")}
EVERYWHERE = ("africastalking", "twilio")
FAILED, UNREPORTED = 3, 2
REASONS = ("absent_subscriber", "unreachable", "rejected_by_operator")

_END = text("""
UPDATE sms_message m
SET state = v.state, provider = v.provider, provider_id = m.id::text, attempts = 1, handed_at = v.handed_at,
    final_at = v.final_at, reason = v.reason, price_milli = v.milli * m.parts
FROM unnest(CAST(:ids AS uuid[]), CAST(:states AS text[]), CAST(:providers AS text[]),
            CAST(:handed AS timestamptz[]), CAST(:final AS timestamptz[]), CAST(:reasons AS text[]),
            CAST(:milli AS int[])) AS v(id, state, provider, handed_at, final_at, reason, milli)
WHERE m.id = v.id AND m.state = 'queued'
""")


Message = Row[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class _Fate:
    """What became of one message."""

    state: str
    provider: str
    handed_at: datetime
    final_at: datetime | None
    reason: str | None
    milli: int | None


def end(town: Town) -> None:
    """Give every message of the step its end; ring for those that are still under way today."""
    queued, fresh = dict(town.queued), []
    town.queued.clear()
    if not queued:
        return
    rows = town.connection.execute(select(SMS_MESSAGE).where(SMS_MESSAGE.c.id.in_(list(queued)))).all()
    ended: list[tuple[str, _Fate]] = []
    for row in rows:
        at = queued[str(row.id)]
        if at > town.anchor - LEFT_TO_THE_WORKER:
            fresh.append(row)
        else:
            ended.append((str(row.id), _fate(town, row, at)))
    if ended:
        town.connection.execute(_END, _columns(ended))
        _spend(town, rows, dict(ended))
    for row in fresh:
        outbox.publish(town.connection, TOPIC, str(row.id), lane=LANES[policy_of(row.purpose).priority])
    news.begin(town)


def _spend(town: Town, rows: Sequence[Message], fates: Mapping[str, _Fate]) -> None:
    """The day's parts and francs, counted as a hand-over counts them."""
    spends: dict[datetime, list[Spend]] = defaultdict(list)
    for row in rows:
        fate = fates.get(str(row.id))
        if fate is not None:
            phone = unseal(town.guichet.keyring, "sms_message", "phone_sealed", row.id, row.phone_sealed)
            spend = Spend(
                phone,
                str(row.phone_index),
                policy_of(row.purpose).priority,
                row.parts,
                (fate.milli or 0) * row.parts,
            )
            spends[fate.handed_at.replace(hour=12, minute=0, second=0, microsecond=0)].append(spend)
    for noon, together in spends.items():
        reserve(town.connection, Budgets(), together, noon)


def _columns(ended: list[tuple[str, _Fate]]) -> dict[str, list[object]]:
    fates = [fate for _, fate in ended]
    return {
        "ids": [each for each, _ in ended],
        "states": [fate.state for fate in fates],
        "providers": [fate.provider for fate in fates],
        "handed": [fate.handed_at for fate in fates],
        "final": [fate.final_at for fate in fates],
        "reasons": [fate.reason for fate in fates],
        "milli": [fate.milli for fate in fates],
    }


def _fate(town: Town, row: Message, at: datetime) -> _Fate:
    draw = Random(str(row.phone_index) + at.isoformat())  # noqa: S311 - a demo's dice
    phone = unseal(town.guichet.keyring, "sms_message", "phone_sealed", row.id, row.phone_sealed)
    network = network_of(phone)
    provider = draw.choices(PROVIDERS.get(network, EVERYWHERE), (80, 20))[0]
    price = town.guichet.catalogue.sms_prices
    day = clock.local_day("ML", at)
    milli = price.price(provider, network, day) if price else None
    handed = at + timedelta(seconds=draw.uniform(0.3, 2.5))
    chance = draw.randrange(100)
    if chance < FAILED:
        return _Fate("failed", provider, handed, handed + _s(draw, 20, 400), draw.choice(REASONS), milli)
    if chance < FAILED + UNREPORTED:
        if handed < town.anchor - NO_REPORT:
            return _Fate("expired", provider, handed, handed + NO_REPORT, "no_report", milli)
        return _Fate("sent", provider, handed, None, None, milli)
    return _Fate("delivered", provider, handed, handed + _s(draw, 3, 45), None, milli)


def _s(draw: Random, least: int, most: int) -> timedelta:
    return timedelta(seconds=draw.triangular(least, most, least))


def write_in(town: Town, moment: Moment) -> None:
    """A citizen writes. ``details``: text, id, and asks: whether the answer is where a case stands."""
    if moment.subject is None:
        return
    citizen, case_id = moment.subject.citizen, case_of(town, moment.subject)
    words = str(moment.details["text"])
    if "{reference}" in words:
        if case_id is None:
            return
        words = words.format(reference=spaced(_reference(town, case_id)))
    message = Inbound("kannel", moment.details["id"], citizen.phone, citizen.phone, words, "36035")
    inbound.receive(town.connection, town.guichet.keyring, message, inbound.ignore)
    if words == "STOP":
        optouts.remember(town.connection, town.guichet.keyring, "kannel", citizen.phone)
    if moment.details["asks"] and case_id is not None:
        answer = {"refresh": moment.details["id"], "told": False}
        town.announcements.answered(Event(0, "events", "case.answer", case_id, answer, 1))
    news.settle(town)


def _reference(town: Town, case_id: str) -> str:
    return str(
        town.connection.execute(select(CASE_FILE.c.reference).where(CASE_FILE.c.id == case_id)).scalar_one()
    )
