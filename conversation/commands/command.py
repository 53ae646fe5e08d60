"""Command: what a text asks for, once it was understood."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """``name`` is one of ``catalogue.commands.NAMES``. ``reference`` has 12 digits and ``code`` 4, "" when absent.

    ``key`` (8 hex digits) and ``number`` name a revocation list, "" when absent. ``topic`` is the command that HELP was
    asked about, "" for all.
    ``refused`` is why the number in the text is none, as a key below ``refusal.``. ``language`` follows LANGUE.
    ``tongue`` is the language that alone has the word, "" for several. ``whole``: the text is nothing else, so that
    it is no answer to an open question; ``bare``: it is a number without a word.
    """

    name: str
    reference: str = ""
    code: str = ""
    refused: str = ""
    language: str = ""
    tongue: str = ""
    whole: bool = True
    bare: bool = False
    key: str = ""
    number: str = ""
    topic: str = ""
