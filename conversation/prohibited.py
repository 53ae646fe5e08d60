"""Whether the answers so far name goods that may not leave the country. Pure: catalogue, answers and day."""

from collections.abc import Mapping
from datetime import date

from catalogue.catalogue import Catalogue
from catalogue.prohibition import Prohibition
from catalogue.question import Question
from catalogue.service import Service
from conversation.questionnaire import asked

# The answers that a rule may depend on; a service that does not ask one is judged without it.
REGIME, DESTINATION = "regime", "destination"


def checked(service: Service) -> Question | None:
    """The question whose answer is an HS code to look up."""
    return next((question for question in service.questions if question.check == "export"), None)


def prohibited(
    catalogue: Catalogue, service: Service, answers: Mapping[str, str], day: date
) -> Prohibition | None:
    """The rule that stops these goods; None when they may leave, or as long as regime or destination is open."""
    question = checked(service)
    if question is None:
        return None
    needed = [q.name for q in asked(service, answers) if q.name in (question.name, REGIME, DESTINATION)]
    if question.name not in needed or any(name not in answers for name in needed):
        return None
    hs6, regime, destination = (answers.get(name, "") for name in (question.name, REGIME, DESTINATION))
    return catalogue.papers.prohibitions.on(hs6, regime, destination, day, service.country)
