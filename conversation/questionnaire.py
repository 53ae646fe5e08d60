"""Questionnaire: which questions of a service are asked, given the answers. "" is an answer left out."""

from collections.abc import Mapping

from catalogue.question import Question
from catalogue.service import Service


def asked(service: Service, answers: Mapping[str, str]) -> list[Question]:
    """The questions that ``answers`` call for, in order; a condition on a question not asked is not met."""
    found: dict[str, Question] = {}
    for question in service.questions:
        wanted = question.ask_if or {}
        if all(name in found and answers.get(name) == value for name, value in wanted.items()):
            found[question.name] = question
    return list(found.values())


def next_question(service: Service, answers: Mapping[str, str]) -> Question | None:
    """The first question without an answer, None when all are answered."""
    return next((question for question in asked(service, answers) if question.name not in answers), None)


def given(service: Service, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to deposit: those of questions really asked, without the ones left out."""
    return {q.name: answers[q.name] for q in asked(service, answers) if answers.get(q.name)}
