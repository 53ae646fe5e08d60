"""Going on after a dropped session: answers come back, a payment under way is shown, a consent never returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalogue.service import Service
from conversation.context import Context
from conversation.moves import Move, Push
from conversation.questionnaire import asked, next_question
from conversation.session import Frame, Session, SessionUnreadable, decode


@dataclass(frozen=True, slots=True)
class Offer:
    """What a dropped session leaves: a request to go on with, a payment that may be under way, or both."""

    service: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)
    paying: str = ""

    def hand_to(self, session: Session) -> None:
        """Take it over, so that yet another redial finds it again."""
        session.service, session.answers, session.paying = self.service, dict(self.answers), self.paying

    @property
    def move(self) -> Move:
        """Money comes first: nobody should pay twice for want of seeing it."""
        return Push("bill", f"{self.paying} resumed") if self.paying else Push("resume")


def offer(previous: bytes | None, context: Context) -> Offer | None:
    """What the ``previous`` session's state leaves; None when there is nothing."""
    if previous is None:
        return None
    try:
        dropped = decode(previous)
    except SessionUnreadable:
        return None
    service = context.catalogue.services.get(dropped.service)
    if service is None or service.deposit != "open" or not dropped.resumable:
        return Offer(paying=dropped.paying) if dropped.paying else None
    return Offer(dropped.service, dropped.answers, dropped.paying)


def reopen(session: Session, service: Service) -> Move:
    """Stand at the first question without an answer; when all have one, at the last, before the consent."""
    questions = asked(service, session.answers)
    waiting = next_question(service, session.answers) or questions[-1]
    before = questions[: questions.index(waiting)]
    session.stack = [session.stack[0], Frame("service", str(service.number))]
    session.stack += [Frame("question", question.name) for question in before]
    return Push("question", waiting.name)
