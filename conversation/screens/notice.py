"""Screens that only say something: not open yet, sent, help."""

from collections.abc import Hashable

from conversation.context import Context
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import View

NOTICES = ("pay", "verify", "help", "refreshing", "asked")


class Notice(Screen):
    """The words of ``notice.<name>``, with 0 to go back."""

    def __init__(self, name: str) -> None:
        self.name = name  # type: ignore[misc] # one class serves several screens

    def shared(self, session: Session, context: Context) -> Hashable:
        return session.frame.arg

    def show(self, session: Session, context: Context) -> View:
        return View(context.say(session.language, f"notice.{self.name}", dial=context.service_code))
