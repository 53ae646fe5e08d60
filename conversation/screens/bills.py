"""What this phone owes, to pick from."""

from conversation.bill import Bill
from conversation.context import Context
from conversation.dues import Standing
from conversation.inputs import reference
from conversation.inputs.refused import Refused
from conversation.moves import Move, Push, Refuse, Swap
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import Option, View
from kernel import money
from kernel.gsm import shorten

# Four pages of five: nobody turns more, and the list is one query with a limit.
BILLS_MAX = 20
# What is left of a line of 40 beside the dearest amount ("2 000 000 F"): two lines of a small handset.
LABEL_MAX = 28
PART = "\n"


class Bills(Screen):
    """``arg`` is the list as it was when opened, so that a digit never slides to another invoice."""

    name = "bills"

    def enter(self, session: Session, context: Context) -> Move | None:
        owed = context.money.owed(context.phone, BILLS_MAX)
        if not owed:
            return Swap("no_bills")
        session.frame.arg = PART.join(Bill.of(one, Standing("open")).pack() for one in owed)
        return None

    def show(self, session: Session, context: Context) -> View:
        bills = map(Bill.unpack, session.frame.arg.split(PART))
        items = tuple(Option(_line(bill), bill.reference) for bill in bills)
        return View(context.say(session.language, "bills.title"), items=items)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        return Push("bill", value)

    def read(self, session: Session, context: Context, text: str) -> Move:
        """A whole reference typed at the list is understood."""
        try:
            return Push("bill", reference.read(text))
        except Refused:
            return Refuse("choice")


def _line(bill: Bill) -> str:
    return f"{shorten(bill.label, LABEL_MAX)} {money.show(bill.due_xof)}"
