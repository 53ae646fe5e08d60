"""Looks at a batch when its day is over: the operators' books against ours, franc for franc, and every promise."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from kernel.database import Database
from kernel.outbox import OUTBOX
from payments import invariants, ledger
from payments.ledger import invariants as ledger_invariants
from payments.quittances import invariants as quittance_invariants
from payments.quittances.tables import QUITTANCE
from payments.tables import INVOICE, MONEY_RECEIPT, PAYMENT_ATTEMPT
from tests.chaos.payments.account_book import AccountBook
from tests.chaos.payments.citizens import Due
from tests.chaos.payments.operator import Held, Operator

PROMPT = timedelta(minutes=10)
# Past its time a charge is asked about ever more slowly: from here on a silent operator's word waits for a poll.
SLOW_FROM = timedelta(minutes=7)
SLOWEST = timedelta(minutes=70)
DAY = timedelta(hours=25)
ACCOUNTS = ("FICTIF-BJ-581", "FICTIF-ML-582")
UNTIMELY = ("not 10 minutes past",)


@dataclass
class Found:
    """``broken`` in words; ``counts`` of what there was."""

    broken: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass
class _Rows:
    invoices: dict[str, Row[Any]]
    attempts: dict[str, Row[Any]]
    receipts: list[Row[Any]]
    quittances: list[Row[Any]]
    owed_xof: int
    waiting: list[str]


def look(
    database: Database,
    book: AccountBook,
    operator: Operator,
    dues: list[Due],
    start: datetime,
    lost: set[str],
) -> Found:
    """Everything that must hold after the day; ``lost`` are the callbacks whose outbox row the run destroyed."""
    rows, found = _read(database), Found()
    found.broken += _books_agree(rows, book)
    found.broken += _payers_were_treated_right(rows, book, dues)
    found.broken += _documents_stand_for_money(rows)
    found.broken += _numbers_have_no_gap(rows)
    found.broken += _verdicts_came_in_time(rows, operator, start, found.counts)
    found.broken += [f"outbox: {row}" for row in rows.waiting]
    found.broken += _invariants(database, lost)
    _count(rows, operator, found.counts)
    return found


def _read(database: Database) -> _Rows:
    with database.transaction() as connection:
        read = {
            table.name: list(connection.execute(select(table)))
            for table in (INVOICE, PAYMENT_ATTEMPT, MONEY_RECEIPT, QUITTANCE)
        }
        owed = sum(ledger.balance(connection, account) for account in ACCOUNTS)
        # A question about a charge of which a person decides may be on its way; nothing else may.
        waiting = connection.execute(
            select(OUTBOX.c.topic, OUTBOX.c.id, OUTBOX.c.last_error).where(
                OUTBOX.c.lane == "payments", OUTBOX.c.done_at.is_(None), OUTBOX.c.topic != "payment.poll"
            )
        )
        left = [f"{row.topic} {row.id} {row.last_error}" for row in waiting]
    return _Rows(
        {row.id: row for row in read["invoice"]}, {row.id: row for row in read["payment_attempt"]},
        read["money_receipt"], read["quittance"], owed, left,
    )  # fmt: skip


def _books_agree(rows: _Rows, book: AccountBook) -> list[str]:
    """Each debit of the operator is one receipt of ours, no other receipt exists, and the ledger has their sum."""
    ours = Counter((row.rail, row.operator_id, row.amount_xof) for row in rows.receipts)
    theirs = Counter((one.rail, one.id, one.amount_xof) for one in book.taken.values())
    broken = [f"lost: {key}" for key in theirs - ours] + [f"invented: {key}" for key in ours - theirs]
    kept = sum(one.amount_xof for one in book.taken.values() if not one.back)
    if rows.owed_xof != kept:
        broken.append(f"the ledger says {rows.owed_xof} F, the operators {kept} F")
    back = {one.id for one in book.taken.values() if one.back}
    said = {row.operator_id for row in rows.receipts if row.disposition == "reversed"}
    return broken + [f"taken back on one side only: {one}" for one in back ^ said]


def _payers_were_treated_right(rows: _Rows, book: AccountBook, dues: list[Due]) -> list[str]:
    """What left a payer's account beyond the price is the payer's credit, or waits in suspense: to the franc."""
    held: dict[str, int] = defaultdict(int)
    settled: dict[str, int] = defaultdict(int)
    payer_of = {one.id: one.payer for one in book.taken.values()}
    for row in rows.receipts:
        payer = payer_of.get(row.operator_id, "")
        if row.disposition != "reversed":
            settled[payer] += row.settled_xof
            held[payer] += row.amount_xof - row.settled_xof
    broken = [
        f"{payer}: {book.debited(payer)} F debited, {settled[payer]} F settled, {held[payer]} F held"
        for payer in book.balances
        if book.debited(payer) != settled[payer] + held[payer]
    ]
    prices = {due.phone: due.invoice.amount_xof for due in dues}
    return broken + [
        f"{payer} paid {settled[payer]} F of {price}"
        for payer, price in prices.items()
        if settled[payer] > price
    ]


def _documents_stand_for_money(rows: _Rows) -> list[str]:
    """A quittance in force has its price in receipts, and a price in receipts has one quittance."""
    money: dict[str, int] = defaultdict(int)
    for row in rows.receipts:
        money[row.invoice_id] += row.settled_xof
    in_force = Counter(row.invoice_id for row in rows.quittances if row.voided_at is None)
    return [
        f"invoice {number}: {money[number]} F of {invoice.amount_xof}, {in_force[number]} quittances, {invoice.state}"
        for number, invoice in rows.invoices.items()
        if in_force[number] != (money[number] == invoice.amount_xof)
    ]


def _numbers_have_no_gap(rows: _Rows) -> list[str]:
    numbers: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row in rows.quittances:
        numbers[row.regie, row.exercice].append(row.number)
    return [
        f"quittances of {place} have a gap"
        for place, found in numbers.items()
        if sorted(found) != list(range(1, len(found) + 1))
    ]


def _verdicts_came_in_time(
    rows: _Rows, operator: Operator, start: datetime, counts: Counter[str]
) -> list[str]:
    """Ten minutes after the operator could say it; slower only where the schedule of questions is; a day at most."""
    broken = []
    for attempt in rows.attempts.values():
        held = operator.held.get(attempt.id)
        if attempt.state in ("created", "claimed", "pending", "unknown"):
            if not _is_for_a_person(attempt, held):
                broken.append(f"attempt {attempt.id} is {attempt.state} after a day")
            continue
        known = operator.known_at(held) if held is not None else None
        if held is None or known is None or attempt.settled_at <= known:
            continue
        if attempt.operator_id != (held.transaction.id if held.transaction is not None else None):
            # A statement names the invoice, not the attempt: this money came by another attempt of it.
            counts["debits booked on another attempt of their invoice"] += 1
            continue
        waited = attempt.settled_at - known
        counts["verdicts that were waited for"] += 1
        counts["verdicts later than 10 minutes"] += waited > PROMPT
        if waited > _allowed(attempt, held, known):
            broken.append(f"attempt {attempt.id}: {waited} after the operator knew, {attempt.reason}, {held}")
        if attempt.settled_at > start + DAY:
            broken.append(f"attempt {attempt.id} was settled at {attempt.settled_at}, after a day")
    return broken


def _allowed(attempt: Row[Any], held: Held, known: datetime) -> timedelta:
    # Money that comes after a no of the operator: its callback or its statement brings it.
    if held.denied:
        return DAY
    return PROMPT if known - attempt.expires_at < SLOW_FROM else SLOWEST


def _is_for_a_person(attempt: Row[Any], held: Held | None) -> bool:
    """The operator really took another amount: no machine decides that."""
    one = held.transaction if held is not None else None
    return attempt.mismatch is not None and one is not None and one.amount_xof != attempt.amount_xof


def _invariants(database: Database, lost: set[str]) -> list[str]:
    """Those of ``guichet check``."""
    checks = [(each.name, each.broken) for each in invariants.INVARIANTS if not each.warning]
    for room in (ledger_invariants, quittance_invariants):
        checks += [(each.name, each.broken) for each in room.INVARIANTS if not each.warning]
    broken = []
    with database.transaction() as connection:
        for name, look_for in checks:
            ids = set(look_for(connection))
            if "callback" in name:
                ids -= lost
            if ids and not any(word in name for word in UNTIMELY):
                broken.append(f"{name}: {sorted(ids)}")
    return broken


def _count(rows: _Rows, operator: Operator, counts: Counter[str]) -> None:
    counts["invoices"] += len(rows.invoices)
    counts["attempts"] += len(rows.attempts)
    counts["quittances"] += len(rows.quittances)
    counts["charges that came again under their key"] += sum(
        held.repeats > 0 for held in operator.held.values()
    )
    counts["left to a person"] += sum(
        row.state in ("claimed", "pending", "unknown") for row in rows.attempts.values()
    )
    for row in rows.attempts.values():
        counts[f"attempts {row.state}"] += 1
    for row in rows.receipts:
        counts[f"receipts {row.disposition}"] += 1
