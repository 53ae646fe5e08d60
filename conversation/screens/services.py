"""The services of the caller's country, five a page. Their numbers can be typed here too."""

from collections.abc import Hashable

from conversation.context import Context
from conversation.moves import Move, Push
from conversation.screen import Screen
from conversation.screens.main_menu import service_number
from conversation.session import Session
from conversation.view import Option, View


class Services(Screen):
    """A list by number."""

    name = "services"

    def shared(self, session: Session, context: Context) -> Hashable:
        return session.frame.arg

    def show(self, session: Session, context: Context) -> View:
        items = tuple(
            Option(service.title.of(session.language), str(service.number))
            for service in context.catalogue.of_country(context.country)
        )
        return View(context.say(session.language, "services.title"), items=items)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        return Push("service", value)

    def read(self, session: Session, context: Context, text: str) -> Move:
        return service_number(context, text)
