"""The pages behind a service: papers and document, law, place. Text only."""

from collections.abc import Callable, Hashable, Mapping

from catalogue.service import Service
from conversation.context import Context
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import View


class AboutService(Screen):
    """``arg`` is the service number; ``name`` says which page."""

    def __init__(self, name: str) -> None:
        self.name = name  # type: ignore[misc] # one class serves the three pages

    def shared(self, session: Session, context: Context) -> Hashable:
        return session.frame.arg

    def show(self, session: Session, context: Context) -> View:
        service = context.catalogue.services[int(session.frame.arg)]
        title = context.say(session.language, f"service.{self.name}")
        return View("\n".join([f"{title}:", *_PAGES[self.name](service, session, context)]))

    def label(self, session: Session) -> str:
        return f"{self.name}.{session.frame.arg}"


def _papers(service: Service, session: Session, context: Context) -> list[str]:
    """What to bring, what comes of it and where."""
    language = session.language
    lines = [f"- {paper.of(language)}" for paper in service.requirements]
    lines.append(context.say(language, "service.document", document=service.document.of(language)))
    if service.validity:
        lines.append(context.say(language, "service.validity", validity=service.validity.of(language)))
    return [*lines, *_where(service, session, context)]


def _legal(service: Service, session: Session, context: Context) -> list[str]:
    return [service.legal_basis, service.summary.of(session.language)]


def _where(service: Service, session: Session, context: Context) -> list[str]:
    administration = context.catalogue.administrations[service.administration]
    return [administration.name.of(session.language), administration.where.of(session.language)]


_PAGES: Mapping[str, Callable[[Service, Session, Context], list[str]]] = {
    "papers": _papers,
    "legal": _legal,
    "where": _where,
}
