"""One service: fee and delay first, then what can be done about it on the phone."""

from collections.abc import Hashable

from catalogue.service import Service
from conversation.context import Context
from conversation.moves import Move, Push
from conversation.prohibited import prohibited
from conversation.questionnaire import next_question
from conversation.screen import Screen
from conversation.session import Session
from conversation.tax import TAXES
from conversation.view import Option, View
from kernel import money


class ServiceScreen(Screen):
    """``arg`` is the service number."""

    name = "service"

    def shared(self, session: Session, context: Context) -> Hashable:
        # The fee is the one of the day.
        return session.frame.arg, context.today(context.catalogue.services[int(session.frame.arg)])

    def show(self, session: Session, context: Context) -> View:
        service = context.catalogue.services[int(session.frame.arg)]
        lines = [
            f"{service.number} {service.title.of(session.language)}",
            fee_line(service, session, context),
            context.say(session.language, "service.delay", delay=service.delay.text.of(session.language)),
        ]
        options = tuple(
            Option(context.say(session.language, f"service.{choice}"), choice, str(digit))
            for digit, choice in enumerate(choices(service), 1)
        )
        return View("\n".join(lines), options)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        if value != "deposit":
            return Push(value, session.frame.arg)
        service = context.catalogue.services[int(session.frame.arg)]
        session.service, session.answers = service.number, {}
        return ask_next(service, session, context)

    def label(self, session: Session) -> str:
        return f"service.{session.frame.arg}"


def choices(service: Service) -> tuple[str, ...]:
    """What the phone offers: paying a tax, the deposit where it is open, the counter's place elsewhere."""
    tax = ("tax",) if is_tax(service) else ()
    return (*tax, "deposit" if service.deposit == "open" else "where", "papers", "legal")


def is_tax(service: Service) -> bool:
    """Whether its price depends on a locality, so that no fee of the catalogue says it."""
    return TAXES.get(service.country) == service.number


def ask_next(service: Service, session: Session, context: Context) -> Move:
    """The next question without an answer, or the summary when there is none. Prohibited goods go no further."""
    stopped = stop(service, session, context)
    if stopped:
        return stopped
    question = next_question(service, session.answers)
    return Push("question", question.name) if question else Push("consent")


def stop(service: Service, session: Session, context: Context) -> Move | None:
    """Where answers that name goods which may not leave the country lead; None when they may."""
    rule = prohibited(context.catalogue, service, session.answers, context.today(service))
    return Push("prohibited", rule.code) if rule else None


def fee_line(service: Service, session: Session, context: Context) -> str:
    """The state's price today. What is free says so loudly: free papers are sold to those who do not know."""
    fee = service.fee_on(context.today(service))
    if is_tax(service):
        return context.say(session.language, "service.fee_local")
    if fee is None or fee.amount_xof is None:
        return context.say(session.language, "service.fee_counter")
    if fee.amount_xof == 0:
        return context.say(session.language, "service.fee_free")
    return context.say(session.language, "service.fee", amount=money.show(fee.amount_xof))
