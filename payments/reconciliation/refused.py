"""Why a file is not read. Nothing of it was written."""

from kernel import money

# A month of the busiest operator is some 150 000 lines of 100 bytes: fifty megabytes hold three.
LARGEST_BYTES = 50 * 1024 * 1024
MOST_LINES = 1_000_000
# The widest statement known has 20 columns, its longest line 400 characters.
MOST_COLUMNS = 100
LONGEST_LINE = 16 * 1024
LONGEST_CELL = 500

WORDS = {
    "absent": "the file cannot be read",
    "empty": "nothing to read: no movement on this day, or an empty file",
    "size": "the file is larger than 50 MB",
    "packed": "a packed file (zip, xlsx, gzip): save the statement as CSV and unpack nothing here",
    "charset": "the characters are not those of the profile: save the file as UTF-8",
    "nul": "a NUL character: this is no text file",
    "columns": "more than 100 columns",
    "long": "a line of more than 16 384 characters, or a cell of more than 500",
    "lines": "more than 1 000 000 lines",
    "header": "no line with the titles of the columns: is this a statement of this operator?",
    "quotes": "the quotes do not close",
    "cells": "fewer cells than titles",
    "date": "a date that the profile does not know",
    "amount": "an amount that is not whole francs",
    "currency": "a currency that is no code of three letters",
    "id": "a movement without the operator's id",
    "profile": "no statement is read under this name",
    "today": "the day is not over there: fetch it tomorrow",
    "country": "say whose statement, --country ML or BJ: this operator works in both",
    "elsewhere": "money of another country: give the --country whose statement it is",
    "begun": "it was begun as another operator's or another country's: finish that first",
    "account": "the plan has no account for what this operator keeps there: check --rail and --country",
}


class StatementRefused(ValueError):
    """``reason_code`` is a key of WORDS, ``line`` counts from 1, 0 for the file as a whole."""

    retry = False

    def __init__(self, reason_code: str, line: int = 0, named: str = "") -> None:
        place = f"line {line}: " if line else ""
        super().__init__(place + WORDS[reason_code] + (f" ({named})" if named else ""))
        self.reason_code = reason_code
        self.line = line


def francs(text: str, thousands: str, line: int) -> int:
    """Signed whole francs of a cell, 0 for an empty one. Raises StatementRefused."""
    written = text.translate({ord(each): None for each in thousands}).strip().replace("\u2212", "-")
    if not written:
        return 0
    try:
        amount = money.francs(written.removeprefix("-").removeprefix("+"))
    except money.AmountRefused:
        raise StatementRefused("amount", line) from None
    return -amount if written.startswith("-") else amount
