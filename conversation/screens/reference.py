"""Asks for twelve digits: the reference of a case or of an invoice."""

from collections.abc import Hashable

from conversation.context import Context
from conversation.inputs import reference
from conversation.inputs.refused import Refused
from conversation.moves import Move, Push, Refuse
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import View


class Reference(Screen):
    """The words of ``<name>.prompt``; the digits are the argument of the screen that it ``opens``."""

    def __init__(self, name: str, opens: str) -> None:
        self.name = name  # type: ignore[misc] # one class serves several screens
        self._opens = opens

    def shared(self, session: Session, context: Context) -> Hashable:
        return session.frame.arg

    def show(self, session: Session, context: Context) -> View:
        return View(context.say(session.language, f"{self.name}.prompt"))

    def read(self, session: Session, context: Context, text: str) -> Move:
        try:
            return Push(self._opens, reference.read(text))
        except Refused as refused:
            return Refuse(refused.key, refused.values)

    def takes_text(self, session: Session, context: Context) -> bool:
        return True
