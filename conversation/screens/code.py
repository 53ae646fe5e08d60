"""The 4-digit code of a case that another phone deposited: it opens the details. Cases count the guesses."""

from conversation.context import Context
from conversation.dossier import Dossier
from conversation.moves import Move, Refuse, Return, Swap
from conversation.screen import Screen
from conversation.session import Frame, Session
from conversation.view import View
from kernel.digits import ascii_digits


class Code(Screen):
    """``arg`` is the reference, then "reference guess" while a guess is checked."""

    name = "code"

    def enter(self, session: Session, context: Context) -> Move | None:
        reference, _, guess = session.frame.arg.partition(" ")
        if not guess:
            return None
        session.frame.arg = reference
        case = context.cases.find(reference, context.phone, guess)
        if case is None or not case.mine:
            return Refuse("code_wrong")
        # The status below is opened by now: the code is not asked twice, and is kept nowhere.
        session.stack.pop()
        session.stack[-1] = Frame("status", Dossier.of(case)._replace(own=False).pack())
        return Return("status")

    def show(self, session: Session, context: Context) -> View:
        return View(context.say(session.language, "code.prompt"))

    def read(self, session: Session, context: Context, text: str) -> Move:
        digits = ascii_digits(text).replace(" ", "")
        if not (len(digits) == 4 and digits.isascii() and digits.isdigit()):
            return Refuse("code_shape")
        return Swap("code", f"{session.frame.arg} {digits}")

    def takes_text(self, session: Session, context: Context) -> bool:
        return True
