"""Screens that only say something: sent, nothing to pay, help."""

from collections.abc import Hashable

from conversation.context import Context
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import View

NOTICES = (
    "help", "refreshing", "asked", "no_bills", "no_ways", "no_tax",
    "claim_matched", "claim_proposed", "claim_closed", "claim_refused",
)  # fmt: skip


class Notice(Screen):
    """The words of ``notice.<name>``, with 0 to go back."""

    def __init__(self, name: str) -> None:
        self.name = name  # type: ignore[misc] # one class serves several screens

    def shared(self, session: Session, context: Context) -> Hashable:
        return session.frame.arg

    def show(self, session: Session, context: Context) -> View:
        return View(context.say(session.language, f"notice.{self.name}", dial=context.service_code))
