"""Going on after a dropped session: answers come back, a consent never does."""

from catalogue.service import Service
from conversation.context import Context
from conversation.moves import Move, Push
from conversation.questionnaire import asked, next_question
from conversation.session import Frame, Session, SessionUnreadable, decode


def offer(session: Session, previous: bytes | None, context: Context) -> Move | None:
    """Take over the request of the ``previous`` session's state and offer it; None when there is none."""
    if previous is None:
        return None
    try:
        dropped = decode(previous)
    except SessionUnreadable:
        return None
    service = context.catalogue.services.get(dropped.service)
    if service is None or service.deposit != "open" or not dropped.resumable:
        return None
    session.service, session.answers = dropped.service, dropped.answers
    return Push("resume")


def reopen(session: Session, service: Service) -> Move:
    """Stand at the first question without an answer; when all have one, at the last, before the consent."""
    questions = asked(service, session.answers)
    waiting = next_question(service, session.answers) or questions[-1]
    before = questions[: questions.index(waiting)]
    session.stack = [session.stack[0], Frame("service", str(service.number))]
    session.stack += [Frame("question", question.name) for question in before]
    return Push("question", waiting.name)
