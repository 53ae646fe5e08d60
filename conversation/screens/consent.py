"""The summary before a deposit: all answers to read again, then one digit that commits."""

from collections.abc import Mapping

from conversation.context import Context
from conversation.effects import Deposit
from conversation.inputs import answer
from conversation.moves import Do, End, Move, Push
from conversation.questionnaire import asked, given
from conversation.screen import Screen
from conversation.screens.pay import pay_code
from conversation.screens.service import fee_line, stop
from conversation.session import Session
from conversation.view import Option, View
from kernel.ids import spaced


class Consent(Screen):
    """Long summaries have pages; only the last shows the digit that confirms."""

    name = "consent"
    consent = True

    def show(self, session: Session, context: Context) -> View:
        service = context.catalogue.services[session.service]
        lines = [context.say(session.language, "consent.title", service=service.title.of(session.language))]
        for question in asked(service, session.answers):
            prompt = question.prompt.of(session.language).rstrip(" ?:.")
            shown = answer.shown(question, session.answers[question.name], session.language)
            lines.append(f"{prompt}: {shown}")
        lines.append(fee_line(service, session, context))
        correct = (Option(context.say(session.language, "consent.correct"), "correct", "2"),)
        confirm = Option(context.say(session.language, "consent.confirm"), "confirm", "1")
        return View("\n".join(lines), (confirm, *(correct if session.answers else ())), commits=True)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        if value == "correct":
            return Push("correct")
        service = context.catalogue.services[session.service]
        # Asked again: a prohibition may have come since the answer was taken, and nothing may be paid for it.
        stopped = stop(service, session, context)
        if stopped:
            return stopped
        deposit = Deposit(service.number, given(service, session.answers), session.language)

        def deposited(outcome: Mapping[str, str]) -> Move:
            session.completed = True
            said = {"reference": spaced(outcome["reference"]), "code": outcome["code"]}
            if outcome["state"] == "a_payer":
                return End("deposited_to_pay", said | {"pay": pay_code(context)})
            return End(
                "deposited", said | {"next": context.say(session.language, f"next.{outcome['state']}")}
            )

        return Do(deposit, deposited)

    def label(self, session: Session) -> str:
        return f"consent.{session.service}"
