"""One invoice: what is due and where paying it stands. It consents to nothing: that is the next screens' part."""

from collections.abc import Callable, Mapping

from conversation.bill import Bill
from conversation.context import Context
from conversation.dues import SECRET
from conversation.elapsed import elapsed
from conversation.moves import Home, Move, Push, Refuse, Swap
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import Option, View
from kernel import money
from kernel.ids import spaced

RESUMED = "resumed"
PACKED = "["
# What each standing offers, from 1 on. Nothing that pays again while the payer may be typing the PIN; a code that
# was only given to dial may be exchanged for another way. Money that came by such a code carries no reference: the
# payer brings the operator's number of it.
OFFERED: Mapping[str, tuple[str, ...]] = {
    "open": ("pay", "claim"), "waiting": ("refresh",), "to_dial": ("claim", "other_way"), "paid": (), "closed": (),
}  # fmt: skip


class BillScreen(Screen):
    """``arg`` is a reference, "reference resumed" after a dropped session, and the found bill once entered."""

    name = "bill"

    def enter(self, session: Session, context: Context) -> Move | None:
        if session.frame.arg.startswith(PACKED):
            return None
        reference, _, resumed = session.frame.arg.partition(" ")
        owed = context.money.find(reference)
        bill = Bill.of(owed, context.money.standing(owed.invoice_id)) if owed else None
        if resumed and not (bill and (bill.under_way or bill.state == "paid")):
            return _not_under_way(session)
        if bill is None:
            session.stack.pop()
            return Refuse("bill_unknown")
        if not bill.under_way and session.paying == reference:
            session.paying = ""
        session.frame.arg = bill.pack()
        return None

    def show(self, session: Session, context: Context) -> View:
        bill = Bill.unpack(session.frame.arg)
        number = context.say(session.language, "bill.number", reference=spaced(bill.reference))
        lines = [bill.label, number]
        # What keeps from paying twice is read first, what is due after what it is for.
        lines.insert(0 if bill.under_way else 2, _WORDS[bill.state](bill, session.language, context))
        options = tuple(
            Option(context.say(session.language, f"bill.{value}"), value, str(digit))
            for digit, value in enumerate(OFFERED[bill.state], 1)
        )
        return View("\n".join(lines), options)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        bill = Bill.unpack(session.frame.arg)
        if value == "claim":
            return Push("claim", bill.reference)
        return Swap("bill", bill.reference) if value == "refresh" else Push("ways", bill.pack())

    def label(self, session: Session) -> str:
        packed = session.frame.arg
        return f"bill.{Bill.unpack(packed).state}" if packed.startswith(PACKED) else self.name


def _not_under_way(session: Session) -> Move:
    """A redial finds nothing to wait for: the request that was dropped, or the menu."""
    session.paying = ""
    return Swap("resume") if session.resumable else Home()


def _open(bill: Bill, language: str, context: Context) -> str:
    due, amount = money.show(bill.due_xof), money.show(bill.amount_xof)
    return context.say(language, "bill.rest" if bill.paid_xof else "bill.due", due=due, amount=amount)


def _under_way(bill: Bill, language: str, context: Context) -> str:
    unit, n = elapsed(bill.begun_at, context.now)
    code = bill.dial.replace(SECRET, context.say(language, "pay.secret"))
    return context.say(
        language, f"bill.{bill.state}", operator=bill.operator, amount=money.show(bill.asked_xof), ussd=code,
        ago=context.say(language, f"ago.{unit}", n=n),
    )  # fmt: skip


def _paid(bill: Bill, language: str, context: Context) -> str:
    if not bill.quittance:
        return context.say(language, "bill.paid_just_now")
    return context.say(language, "bill.paid", number=spaced(bill.quittance))


def _closed(bill: Bill, language: str, context: Context) -> str:
    return context.say(language, "bill.closed")


_WORDS: Mapping[str, Callable[[Bill, str, Context], str]] = {
    "open": _open,
    "waiting": _under_way,
    "to_dial": _under_way,
    "paid": _paid,
    "closed": _closed,
}
