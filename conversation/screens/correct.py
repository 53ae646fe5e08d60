"""Which answer to change: the list behind "Corriger" on the summary."""

from conversation.context import Context
from conversation.moves import Move, Push
from conversation.questionnaire import asked
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import Option, View


class Correct(Screen):
    """Which answer to change."""

    name = "correct"

    def show(self, session: Session, context: Context) -> View:
        service = context.catalogue.services[session.service]
        items = tuple(
            Option(question.prompt.of(session.language).rstrip(" ?:."), question.name)
            for question in asked(service, session.answers)
        )
        return View(context.say(session.language, "correct.title"), items=items)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        return Push("question", value)
