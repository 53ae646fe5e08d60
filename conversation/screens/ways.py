"""Which operator to pay with: the citizen chooses, each with its own fee in sight."""

import json

from conversation.bill import Bill
from conversation.context import Context
from conversation.dues import Way
from conversation.moves import Move, Push, Swap
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import Option, View
from kernel import money

PART = "\n"


class Ways(Screen):
    """``arg`` is the bill, and once entered the ways behind it, a line each."""

    name = "ways"

    def enter(self, session: Session, context: Context) -> Move | None:
        bill = Bill.unpack(session.frame.arg)
        ways = context.money.ways(context.network, bill.country, bill.due_xof)
        if not ways:
            return Swap("no_ways")
        session.frame.arg = PART.join([bill.pack(), *map(pack, ways)])
        return None

    def show(self, session: Session, context: Context) -> View:
        packed, *ways = session.frame.arg.split(PART)
        bill = Bill.unpack(packed)
        title = context.say(session.language, "ways.title", amount=money.show(bill.due_xof))
        items = tuple(Option(_line(unpack(way), bill, session, context), way) for way in ways)
        return View(title, items=items)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        return Push("pay_consent", PART.join([session.frame.arg.partition(PART)[0], value]))


def pack(way: Way) -> str:
    """One line of JSON."""
    return json.dumps(tuple(way), separators=(",", ":"), ensure_ascii=False)


def unpack(packed: str) -> Way:
    """The way of ``pack``."""
    return Way(*json.loads(packed))


def _line(way: Way, bill: Bill, session: Session, context: Context) -> str:
    part = way.takes(bill.due_xof)
    key = "ways.part" if part < bill.due_xof else "ways.fee" if way.operator_fee_xof else "ways.free"
    fee = money.show(way.operator_fee_xof)
    return context.say(session.language, key, operator=way.name, amount=money.show(part), fee=fee)
