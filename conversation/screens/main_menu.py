"""The first screen. A service number typed here, or dialled, opens that service for ever."""

from collections.abc import Hashable

from conversation.context import Context
from conversation.moves import Move, Push, Refuse
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import Option, View
from kernel.digits import ascii_digits

# The digits are published: a choice may be added, none may move (DESIGN 7).
CHOICES = ("follow", "pay", "verify", "services", "settings")


class MainMenu(Screen):
    """Five verbs; the screens they open have the same names."""

    name = "menu"

    def shared(self, session: Session, context: Context) -> Hashable:
        return session.frame.arg

    def show(self, session: Session, context: Context) -> View:
        options = tuple(
            Option(context.say(session.language, f"menu.{choice}"), choice, str(digit))
            for digit, choice in enumerate(CHOICES, 1)
        )
        return View(context.say(session.language, "menu.title"), options)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        return Push(value)

    def read(self, session: Session, context: Context, text: str) -> Move:
        return service_number(context, text)


def service_number(context: Context, text: str) -> Move:
    """Open the service whose two-digit number was typed."""
    digits = ascii_digits(text)
    typed = len(digits) == 2 and digits.isascii() and digits.isdigit()
    if not typed or int(digits) not in context.catalogue.services:
        return Refuse("choice")
    return Push("service", digits)
