"""Which part of an administration a case belongs to: what the citizen chose, where the service asks. Not a guess.

The prefix of a number, the network's mast or the regie of a nation-wide administration say nothing about it.
"""

from collections.abc import Mapping

from catalogue.service import Service

# Questions of a choice under one of these names give the region: their values are codes, as staff have them.
QUESTIONS = ("region", "commune", "locality")
LONGEST = 40


def region_of(service: Service, answers: Mapping[str, str]) -> str | None:
    """The chosen code; None for a service that asks for none: such a case is everybody's in its office."""
    for question in service.questions:
        chosen = answers.get(question.name, "")
        if question.kind == "choice" and question.name in QUESTIONS and 0 < len(chosen) <= LONGEST:
            return chosen
    return None
