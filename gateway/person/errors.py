"""Why a person is not erased, in words for who asked."""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class NotErased(ValueError):
    """Nothing was changed. ``reason_code``: open (cases somebody works on), asked (nobody asked), pending, begun."""

    retry = False
    WORDS: ClassVar[Mapping[str, str]] = {
        "open": "these cases are still open; close them first",
        "asked": "nobody asked for this person to be erased",
        "pending": "asked for already, and another person than who asked decides: --approve or --refuse; asked by",
        "begun": "approved already and cut off: run it with --approve, and it goes on",
    }

    def __init__(self, reason_code: str, named: Sequence[str] = ()) -> None:
        super().__init__(": ".join([self.WORDS[reason_code], *([", ".join(named)] if named else [])]))
        self.reason_code = reason_code
