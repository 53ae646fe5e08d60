"""One question of a service a screen. A refused answer is asked again with the reason, three times in all."""

from collections.abc import Hashable

from catalogue.question import Question
from catalogue.service import Service
from conversation.context import Context
from conversation.inputs import answer
from conversation.inputs.refused import Refused
from conversation.moves import Move, Refuse, Return
from conversation.questionnaire import next_question
from conversation.screen import Screen
from conversation.screens.service import ask_next, stop
from conversation.session import Session
from conversation.view import Option, View

SKIP = "skip:"
# Choices answer by value; a value never holds a colon, so the two cannot meet.
SKIP_KEYS = ("9", "99", "999", "9" * 21)


class QuestionScreen(Screen):
    """``arg`` is the question's name; the service is the session's."""

    name = "question"

    def shared(self, session: Session, context: Context) -> Hashable:
        return session.service, session.frame.arg

    def show(self, session: Session, context: Context) -> View:
        service, question = _asked(session, context)
        head = question.prompt.of(session.language)
        if question.hint:
            head = f"{head}\n{question.hint.of(session.language)}"
        items = tuple(Option(option.label.of(session.language), option.value) for option in question.choices)
        skip: tuple[Option, ...] = ()
        if question.optional:
            key = _skip_key(question, service, context)
            skip = (Option(context.say(session.language, "question.skip"), SKIP, key),)
        return View(head, skip, items, back=not _takes(question, "0", service, context))

    def choose(self, session: Session, context: Context, value: str) -> Move:
        return self._kept(session, context, "" if value == SKIP else value)

    def read(self, session: Session, context: Context, text: str) -> Move:
        service, question = _asked(session, context)
        asker = answer.Asker(service.country, context.today(service), session.language)
        try:
            return self._kept(session, context, answer.read(question, text, asker))
        except Refused as refused:
            return Refuse(refused.key, refused.values)

    def takes_text(self, session: Session, context: Context) -> bool:
        return _asked(session, context)[1].kind != "choice"

    def label(self, session: Session) -> str:
        return f"question.{session.service}.{session.frame.arg}"

    def _kept(self, session: Session, context: Context, value: str) -> Move:
        service, question = _asked(session, context)
        session.answers = session.answers | {question.name: value}
        # A correction comes back to the summary that asked for it, unless it opened another question.
        summarised = any(frame.screen == "consent" for frame in session.stack)
        if summarised and next_question(service, session.answers) is None:
            return stop(service, session, context) or Return("consent")
        return ask_next(service, session, context)


def _asked(session: Session, context: Context) -> tuple[Service, Question]:
    service = context.catalogue.services[session.service]
    return service, next(q for q in service.questions if q.name == session.frame.arg)


def _takes(question: Question, typed: str, service: Service, context: Context) -> bool:
    """Whether ``typed`` is itself an answer: a number that may be 0 keeps 0 for itself."""
    if question.kind != "number":
        return False
    try:
        answer.read(question, typed, answer.Asker(service.country, context.today(service), "fr"))
    except Refused:
        return False
    return True


def _skip_key(question: Question, service: Service, context: Context) -> str:
    """The first run of nines that is no answer: at the latest one longer than any number."""
    if question.kind == "choice":
        return "9"
    return next(key for key in SKIP_KEYS if not _takes(question, key, service, context))
