"""The offer to go on after a dropped session; what it restores is in ``conversation.resume``."""

from conversation import resume
from conversation.context import Context
from conversation.moves import Home, Move
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import Option, View


class Resume(Screen):
    """1 goes on at a question, 2 drops the request."""

    name = "resume"

    def show(self, session: Session, context: Context) -> View:
        title = context.catalogue.services[session.service].title.of(session.language)
        options = tuple(
            Option(context.say(session.language, f"resume.{choice}"), choice, str(digit))
            for digit, choice in enumerate(("continue", "restart"), 1)
        )
        return View(context.say(session.language, "resume.title", service=title), options)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        if value == "restart":
            return Home()
        return resume.reopen(session, context.catalogue.services[session.service])
