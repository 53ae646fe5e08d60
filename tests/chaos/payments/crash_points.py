"""Every point at which a killed worker is looked at: what it was doing, how it is held there, what must come of it."""

from dataclasses import dataclass
from typing import Literal

Story = Literal["charge", "poll", "callback"]


@dataclass(frozen=True)
class Point:
    """``at`` is a trigger's table and condition, or a call the operator withholds ("token", "taken", "asked").

    ``deferred``: held at COMMIT, not at the statement. ``goes_through``: the server finishes what it was told and
    nobody hears of it; else it dies with the worker.
    """

    name: str
    story: Story
    at: str
    deferred: bool = False
    goes_through: bool = False
    paid: bool = True


def _update(table: str, condition: str) -> str:
    return f"UPDATE ON {table} FOR EACH ROW WHEN ({condition})"


def _insert(table: str, condition: str = "true") -> str:
    return f"INSERT ON {table} FOR EACH ROW WHEN ({condition})"


CLAIMED = _update("payment_attempt", "NEW.state = 'claimed'")
PENDING = _update("payment_attempt", "NEW.state = 'pending' AND OLD.state = 'claimed'")
SETTLED = _update("payment_attempt", "NEW.state = 'succeeded'")
LEASED = _update("outbox", "NEW.tries > OLD.tries")
FINISHED = _update("outbox", "NEW.done_at IS NOT NULL AND OLD.done_at IS NULL")
READ = _update("payment_callback", "NEW.state = 'asked'")

POINTS = (
    Point("lease: the row being taken", "charge", LEASED),
    Point("lease: taken, nobody told", "charge", LEASED, deferred=True, goes_through=True),
    Point("claim: being written", "charge", CLAIMED),
    Point("claim: at commit, lost", "charge", CLAIMED, deferred=True),
    Point("claim: committed, nobody told", "charge", CLAIMED, deferred=True, goes_through=True, paid=False),
    Point("call: claimed, not yet sent", "charge", "token", paid=False),
    Point("call: taken by the operator, not answered", "charge", "taken"),
    Point("reply: pending being written", "charge", PENDING),
    Point("reply: at commit, lost", "charge", PENDING, deferred=True),
    Point("reply: committed, nobody told", "charge", PENDING, deferred=True, goes_through=True),
    Point("reply: kept, row not finished", "charge", FINISHED),
    Point("question: row being taken", "poll", LEASED),
    Point("question: sent, not answered", "poll", "asked"),
    Point("settlement: receipt being written", "poll", _insert("money_receipt")),
    Point("settlement: attempt being moved", "poll", SETTLED),
    Point("settlement: invoice being paid", "poll", _update("invoice", "NEW.state = 'paid'")),
    Point("posting: journal row being written", "poll", _insert("ledger_journal")),
    Point("posting: entries being written", "poll", _insert("ledger_entry")),
    Point("quittance: being numbered", "poll", _insert("quittance_counter")),
    Point("quittance: being written", "poll", _insert("quittance")),
    Point("news: being written", "poll", _insert("outbox", "NEW.topic = 'invoice.paid'")),
    Point("settlement: at commit, lost", "poll", SETTLED, deferred=True),
    Point("settlement: committed, nobody told", "poll", SETTLED, deferred=True, goes_through=True),
    Point("settlement: kept, row not finished", "poll", FINISHED),
    Point("callback: row being taken", "callback", LEASED),
    Point("callback: operator being asked", "callback", "asked"),
    Point("callback: settlement at commit, lost", "callback", SETTLED, deferred=True),
    Point("callback: settled, not marked as read", "callback", READ),
    Point("callback: read, row not finished", "callback", FINISHED),
)
