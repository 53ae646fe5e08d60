"""The words of a verdict. They are fixed: screens, scripts and other teams' readers rely on them."""

from enum import StrEnum


class Word(StrEnum):
    """One word for each thing that a person at a counter does next."""

    VALID = "VALID"
    VALID_LIST_OLD = "VALID_LIST_OLD"
    REVOKED = "REVOKED"
    SUSPENDED = "SUSPENDED"
    REPLACED = "REPLACED"
    EXPIRED = "EXPIRED"
    NOT_YET_OR_CLOCK = "NOT_YET_OR_CLOCK"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    FORGED = "FORGED"
    INCOMPLETE = "INCOMPLETE"
    WRONG_SITE = "WRONG_SITE"
