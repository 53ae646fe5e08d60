"""Goods that may not leave: said as soon as they are known, before a deposit and any payment. Stores nothing."""

from conversation.context import Context
from conversation.moves import Home, Move, Swap
from conversation.prohibited import checked
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import Option, View


class Prohibited(Screen):
    """``arg`` is the code of the prohibition."""

    name = "prohibited"

    def show(self, session: Session, context: Context) -> View:
        rule = context.catalogue.papers.prohibitions.get(session.frame.arg)
        service = context.catalogue.services[session.service]
        question = checked(service)
        code = session.answers.get(question.name, "") if question else ""
        head = context.say(
            session.language, "prohibited.head",
            code=code, goods=rule.goods.of(session.language), reason=rule.reason.of(session.language),
        )  # fmt: skip
        other = Option(context.say(session.language, "prohibited.correct"), "correct", "1")
        end = Option(context.say(session.language, "prohibited.stop"), "stop", "2")
        return View(head, (other, end), back=False)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        question = checked(context.catalogue.services[session.service])
        if value == "stop" or question is None:
            return Home()
        session.answers = {name: said for name, said in session.answers.items() if name != question.name}
        return Swap("question", question.name)

    def label(self, session: Session) -> str:
        return f"prohibited.{session.service}"
