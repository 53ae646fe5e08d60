""" "I have paid already": the operator's transaction number, for money that came without our reference."""

import re

from conversation.context import Context
from conversation.effects import Claim
from conversation.moves import Do, Move, Push, Refuse
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import View
from kernel.digits import ascii_digits

# From "23503452" (MTN) to "MP150709.1341.A00073" (Orange); the longest kept by payments has 100 characters.
OPERATOR_ID = re.compile(r"[A-Z0-9][A-Z0-9._-]{3,39}", re.IGNORECASE | re.ASCII)


class ClaimScreen(Screen):
    """``arg`` is the reference of the invoice."""

    name = "claim"

    def show(self, session: Session, context: Context) -> View:
        return View(context.say(session.language, "claim.prompt"))

    def read(self, session: Session, context: Context, text: str) -> Move:
        operator_id = "".join(ascii_digits(text).split())
        if not OPERATOR_ID.fullmatch(operator_id):
            return Refuse("operator_id")
        claim = Claim(session.frame.arg, operator_id)
        return Do(claim, lambda outcome: Push(f"claim_{outcome['result']}"))

    def takes_text(self, session: Session, context: Context) -> bool:
        return True
