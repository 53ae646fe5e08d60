"""Asks for a case reference: the way to a case for a phone that has none, or another's."""

from collections.abc import Hashable

from conversation.context import Context
from conversation.inputs import reference
from conversation.inputs.refused import Refused
from conversation.moves import Move, Push, Refuse
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import View


class Reference(Screen):
    """Asks the 12 digits."""

    name = "reference"

    def shared(self, session: Session, context: Context) -> Hashable:
        return session.frame.arg

    def show(self, session: Session, context: Context) -> View:
        return View(context.say(session.language, "reference.prompt"))

    def read(self, session: Session, context: Context, text: str) -> Move:
        try:
            return Push("status", reference.read(text))
        except Refused as refused:
            return Refuse(refused.key, refused.values)

    def takes_text(self, session: Session, context: Context) -> bool:
        return True
