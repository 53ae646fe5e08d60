"""Looks at a batch when its day is over: the operators' books against ours, franc for franc, and every promise."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select

from kernel.database import Database
from kernel.outbox import OUTBOX
from payments import invariants, ledger
from payments.ledger import invariants as ledger_invariants
from payments.quittances import invariants as quittance_invariants
from payments.quittances.tables import QUITTANCE
from payments.tables import INVOICE, MONEY_RECEIPT, PAYMENT_ATTEMPT, PAYMENT_CALLBACK
from tests.chaos.payments.account_book import AccountBook
from tests.chaos.payments.citizens import Due
from tests.chaos.payments.operator import Held, Operator

# Of the operator's knowing (fault row 30).
PROMPT = timedelta(minutes=10)
# After a day questions come hourly, and a tenth.
HOURLY_FROM, HOURLY = timedelta(days=1), timedelta(minutes=72)
# A question that is lost, or dies with its worker, comes again when its lease is over, and with the ticker's next
# turn: by so much longer a verdict may take, however often that happens.
TURN = timedelta(seconds=5)
# A callback of late money is taken up again each 8 min while its operator is silent: three times, and some bad luck.
TOLD = timedelta(minutes=30)
DAY = timedelta(hours=25)
ACCOUNTS = ("FICTIF-BJ-581", "FICTIF-ML-582")
UNTIMELY = ("not 10 minutes past",)
# See ``Room``.
HeldUp = Mapping[str, Sequence[tuple[datetime, timedelta]]]


@dataclass
class Found:
    """``broken`` in words; ``counts`` of what there was; ``slowest`` verdict that a question could bring."""

    broken: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    slowest: timedelta = timedelta(0)


@dataclass
class _Rows:
    invoices: dict[str, Row[Any]]
    attempts: dict[str, Row[Any]]
    receipts: list[Row[Any]]
    quittances: list[Row[Any]]
    owed_xof: int
    waiting: list[str]
    lost: set[str]


def look(
    database: Database,
    book: AccountBook,
    operator: Operator,
    dues: list[Due],
    start: datetime,
    lost: set[str],
    held_up: HeldUp,
) -> Found:
    """Everything that must hold after the day; ``lost`` are the callbacks whose outbox row the run destroyed."""
    rows, found = _read(database, lost), Found()
    looks = {
        "francs lost": _books_agree(rows, book),
        "double debits": _payers_were_treated_right(rows, book, dues),
        "documents unpaid": _documents_stand_for_money(rows),
    }
    for name, broken in looks.items():
        found.broken += broken
        found.counts[name] += len(broken)
    found.broken += _numbers_have_no_gap(rows)
    found.broken += _verdicts_came_in_time(rows, operator, start, held_up, found)
    found.broken += [f"outbox: {row}" for row in rows.waiting]
    found.broken += _invariants(database, lost)
    _count(rows, operator, found.counts)
    return found


def _read(database: Database, lost: set[str]) -> _Rows:
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
        bodies = connection.execute(select(PAYMENT_CALLBACK.c.id, PAYMENT_CALLBACK.c.body_hash))
        gone = {row.body_hash for row in bodies if str(row.id) in lost}
        left = [f"{row.topic} {row.id} {row.last_error}" for row in waiting]
    return _Rows(
        {row.id: row for row in read["invoice"]}, {row.id: row for row in read["payment_attempt"]},
        read["money_receipt"], read["quittance"], owed, left, gone,
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
    rows: _Rows, operator: Operator, start: datetime, held_up: HeldUp, found: Found
) -> list[str]:
    """Ten minutes after the operator could say it, or its callback did; a day where only its statement can."""
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
            found.counts["debits booked on another attempt of their invoice"] += 1
            continue
        waited = attempt.settled_at - known
        found.counts["verdicts that were waited for"] += 1
        found.counts["verdicts later than 10 minutes"] += waited > PROMPT
        lasted = sum(
            (length + TURN for at, length in held_up.get(attempt.id, ()) if at >= known), timedelta()
        )
        if not held.denied and not _other_amount(attempt, held):
            found.slowest = max(found.slowest, waited)
            found.counts["questions later than 10 minutes"] += waited > PROMPT
            found.counts["of these without a death or a loss"] += waited > PROMPT and not lasted
        if waited > _allowed(attempt, held, known, rows.lost) + lasted:
            broken.append(f"attempt {attempt.id}: {waited} after the operator knew, {attempt.reason}, {held}")
        if attempt.settled_at > start + DAY:
            broken.append(f"attempt {attempt.id} was settled at {attempt.settled_at}, after a day")
    return broken


def _other_amount(attempt: Row[Any], held: Held) -> bool:
    """The operator really took another amount: no answer settles that, its statement does."""
    return held.transaction is not None and held.transaction.amount_xof != attempt.amount_xof


def _allowed(attempt: Row[Any], held: Held, known: datetime, lost: set[str]) -> timedelta:
    if _other_amount(attempt, held):
        return DAY
    if held.denied:
        # Money that comes after a no of the operator: its callback brings it, else its statement.
        told = _told(held, lost)
        return DAY if told is None else max(told - known, timedelta(0)) + TOLD
    return PROMPT if known - attempt.expires_at < HOURLY_FROM else HOURLY


def _told(held: Held, lost: set[str]) -> datetime | None:
    """When a callback came whose reader got the operator's true answer; None when none did."""
    spoiled = max(held.visible_at, held.misled_at or held.visible_at)
    return next((at for at, body in held.told if at > spoiled and body not in lost), None)


def _is_for_a_person(attempt: Row[Any], held: Held | None) -> bool:
    return attempt.mismatch is not None and held is not None and _other_amount(attempt, held)


def _invariants(database: Database, lost: set[str]) -> list[str]:
    """Those of ``guichet check``. Each names 20 ids at most, so that what is excused must be gone before it looks."""
    checks = [(each.name, each.broken) for each in invariants.INVARIANTS if not each.warning]
    for room in (ledger_invariants, quittance_invariants):
        checks += [(each.name, each.broken) for each in room.INVARIANTS if not each.warning]
    broken = []
    with database.transaction() as connection:
        connection.execute(delete(PAYMENT_CALLBACK).where(PAYMENT_CALLBACK.c.id.in_(map(int, lost))))
        for name, look_for in checks:
            ids = set(look_for(connection))
            if ids and not any(word in name for word in UNTIMELY):
                broken.append(f"{name}: {sorted(ids)}")
    return broken


def _count(rows: _Rows, operator: Operator, counts: Counter[str]) -> None:
    counts["invoices"] += len(rows.invoices)
    counts["attempts"] += len(rows.attempts)
    counts["quittances"] += len(rows.quittances)
    counts["doubts"] += sum(row.doubted_at is not None for row in rows.attempts.values())
    counts["debits"] += len(rows.receipts)
    times = Counter(row.invoice_id for row in rows.receipts if row.disposition != "reversed")
    counts["invoices paid more than once"] += sum(
        number > 1 for invoice, number in times.items() if invoice is not None
    )
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
