"""Every shape of the catalogue under one name. Each is defined, with its limits, in the file of its noun."""

from catalogue.administration import Administration
from catalogue.network import DEFAULT_BUDGET, LARGEST_BUDGET, Network, Networks
from catalogue.question import LONGEST_ANSWER, Choice, Kind, Question
from catalogue.service import FIRST_NUMBER, LAST_NUMBER, Delay, Fee, Service
from catalogue.text import DEFAULT_LANGUAGE, LANGUAGES, NEEDS_REVIEW, WRITTEN, Text

__all__ = [
    "DEFAULT_BUDGET",
    "DEFAULT_LANGUAGE",
    "FIRST_NUMBER",
    "LANGUAGES",
    "LARGEST_BUDGET",
    "LAST_NUMBER",
    "LONGEST_ANSWER",
    "NEEDS_REVIEW",
    "WRITTEN",
    "Administration",
    "Choice",
    "Delay",
    "Fee",
    "Kind",
    "Network",
    "Networks",
    "Question",
    "Service",
    "Text",
]
