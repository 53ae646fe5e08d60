"""What does not go on by itself: one listing a kind, oldest first, with why it stands. It retries nothing.

Needs the partial indexes on what is parked, on messages that failed, and on payments and refunds under way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, String, cast, exists, func, select

from admin.people.person import Scope
from cases.tables import CASE_FILE
from kernel.outbox import OUTBOX
from payments.refunds.states import ASKED_ABOUT
from payments.refunds.tables import REFUND
from payments.states import LIVE
from payments.tables import INVOICE, PAYMENT_ATTEMPT
from sms.tables import SMS_MESSAGE

# What a person looks through at once; the next ones come when these are done.
ROWS_MAX = 50
COUNTED_MAX = 1000
# A message that failed a week ago has been missed, or asked for again: it is history, in the list of messages.
MESSAGES_SHOWN_FOR = timedelta(days=7)
# A refund is a transfer without a prompt, done within the minute: one that the operator took and says nothing of.
REFUND_SILENT = timedelta(minutes=15)
# A citizen's own choice, not a fault of ours.
NOT_STUCK = ("opted_out",)
# The number will take none of ours, however often it is tried.
HOPELESS = frozenset(
    {"invalid_phone_number", "unsupported_number_type", "user_in_blacklist", "do_not_disturb"}
)
# News that moves money: sent round only by the rails' own polls, never by a button.
MOVES_MONEY = ("payment.created", "refund.approved")


@dataclass(frozen=True, slots=True)
class Stuck:
    """One thing. ``what`` and ``why`` are words of `overview.yaml` or codes; ``reference`` names its case or debt.

    ``retryable``: whether a person may send it round again. Of money in doubt: ``rail``, ``amount_xof``, how often
    the operator was asked about it, and when it is asked next.
    """

    kind: str
    id: str
    what: str
    why: str
    since: datetime
    reference: str = ""
    retryable: bool = True
    rail: str = ""
    amount_xof: int = 0
    asked: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of the outbox: what is due in it, counted to COUNTED_MAX, and since when the oldest of it is."""

    name: str
    due: int
    oldest: datetime | None


def work(connection: Connection, scope: Scope, at: datetime) -> list[Stuck]:
    """Rows that were given up after ten tries."""
    row = OUTBOX.c
    found = connection.execute(
        select(row.id, row.topic, row.last_error, row.parked_at)
        .where(row.parked_at.is_not(None), row.done_at.is_(None))
        .order_by(row.id)
        .limit(ROWS_MAX)
    )
    return [
        Stuck(
            "work", str(one.id), one.topic, one.last_error or "", one.parked_at,
            retryable=one.topic not in MOVES_MONEY,
        )
        for one in found
    ]  # fmt: skip


def messages(connection: Connection, scope: Scope, at: datetime) -> list[Stuck]:
    """SMS that no provider will have, of the last week, that nobody has sent again. Never their words or phones."""
    message, later = SMS_MESSAGE.c, SMS_MESSAGE.alias()
    again = exists().where(later.c.dedupe_key == func.concat("again:", cast(message.id, String)))
    found = connection.execute(
        select(message.id, message.purpose, message.reason, message.final_at, message.expires_at)
        .where(
            message.state == "failed",
            message.final_at >= at - MESSAGES_SHOWN_FOR,
            message.reason.not_in(NOT_STUCK) | message.reason.is_(None),
            ~again,
        )
        .order_by(message.final_at)
        .limit(ROWS_MAX)
    )
    return [
        Stuck(
            "message", str(one.id), one.purpose.partition(":")[0], one.reason or "", one.final_at,
            retryable=one.reason not in HOPELESS and (one.expires_at is None or one.expires_at > at),
        )
        for one in found
    ]  # fmt: skip


def payments(connection: Connection, scope: Scope, at: datetime) -> list[Stuck]:
    """Charges past their time of which no operator says whether they were paid."""
    attempt = PAYMENT_ATTEMPT.c
    found = connection.execute(
        select(
            attempt.id, attempt.rail, attempt.mismatch, attempt.doubted_at, attempt.amount_xof, attempt.polls,
            attempt.next_poll_at, INVOICE.c.reference,
        )
        .join(INVOICE, INVOICE.c.id == attempt.invoice_id)
        # What is under way has a next poll: that is the index which this reads.
        .where(attempt.next_poll_at.is_not(None), attempt.doubted_at.is_not(None), attempt.state.in_(LIVE))
        .order_by(attempt.doubted_at)
        .limit(ROWS_MAX)
    )  # fmt: skip
    return [
        Stuck(
            "payment", str(one.id), one.rail, "mismatch" if one.mismatch else "doubtful", one.doubted_at,
            one.reference, True, one.rail, one.amount_xof, one.polls, one.next_poll_at,
        )
        for one in found
    ]  # fmt: skip


def refunds(connection: Connection, scope: Scope, at: datetime) -> list[Stuck]:
    """Refunds that were sent and of which no operator says whether they went."""
    refund = REFUND.c
    found = connection.execute(
        select(
            refund.id, refund.rail, refund.state, refund.sent_at, refund.amount_xof, refund.asks, refund.next_ask_at,
            INVOICE.c.reference,
        )
        .join(INVOICE, INVOICE.c.id == refund.invoice_id, isouter=True)
        .where(
            refund.state.in_(ASKED_ABOUT),
            (refund.state == "unknown") | (refund.sent_at <= at - REFUND_SILENT),
        )
        .order_by(refund.sent_at)
        .limit(ROWS_MAX)
    )  # fmt: skip
    return [
        Stuck(
            "refund", one.id, one.rail, one.state, one.sent_at, one.reference or "", True, one.rail, one.amount_xof,
            one.asks, one.next_ask_at,
        )
        for one in found
    ]  # fmt: skip


def filings(connection: Connection, scope: Scope, at: datetime) -> list[Stuck]:
    """Requests that an administration's system refused to take."""
    case = CASE_FILE.c
    query = select(case.id, case.reference, case.administration, case.submission_since).where(
        case.submission == "refused", case.state.in_(("deposee", "en_verification"))
    )
    if scope.administration is not None:
        query = query.where(case.administration == scope.administration)
    found = connection.execute(query.order_by(case.submission_since).limit(ROWS_MAX))
    return [
        Stuck("filing", str(one.id), one.administration, "refused", one.submission_since, one.reference)
        for one in found
    ]


def lanes(connection: Connection, names: Sequence[str], at: datetime) -> list[Lane]:
    """Every lane of ours, in the order given; those where nothing is due, too."""
    row = OUTBOX.c
    found = []
    for name in names:
        due = (
            select(row.due_at)
            .where(row.lane == name, row.done_at.is_(None), row.parked_at.is_(None), row.due_at <= at)
            .order_by(row.due_at)
            .limit(COUNTED_MAX)
            .subquery()
        )
        count, oldest = connection.execute(select(func.count(), func.min(due.c.due_at))).one()
        found.append(Lane(name, count, oldest))
    return found


Listing = Callable[[Connection, Scope, datetime], list[Stuck]]
LISTINGS: Mapping[str, Listing] = {
    "work": work,
    "filing": filings,
    "payment": payments,
    "refund": refunds,
    "message": messages,
}
# Only these say whose they are: somebody of one administration sees no others.
OF_AN_OFFICE = ("filing",)


def listed(connection: Connection, scope: Scope, at: datetime) -> dict[str, list[Stuck]]:
    """Every kind that this reader may see."""
    kinds = LISTINGS if scope.administration is None else OF_AN_OFFICE
    return {kind: LISTINGS[kind](connection, scope, at) for kind in kinds}
