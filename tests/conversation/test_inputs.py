"""Answers typed on a keypad: forgiven where the meaning is plain, refused with the reason where it is not."""

from datetime import date

import pytest

from catalogue.question import Choice, Question
from catalogue.text import Text
from conversation.inputs import answer, reference
from conversation.inputs.refused import Refused
from kernel import ids

TODAY = date(2026, 11, 21)
ASKER = answer.Asker("ML", TODAY, "fr")


def words(text: str) -> Text:
    return Text(fr=text, en=text, bm="needs-review", fon="needs-review")


def question(kind: str, **fields: object) -> Question:
    return Question.model_validate({"name": "asked", "kind": kind, "prompt": words("Quoi ?"), **fields})


BIRTH = question("date", past=True)
CHOICE = question(
    "choice",
    choices=(
        Choice(value="F", label=words("Féminin")), Choice(value="M", label=words("Masculin")),
        Choice(value="CI", label=words("Côte d'Ivoire")), Choice(value="CV", label=words("Cap Vert")),
    ),
)  # fmt: skip

TAKEN = {
    "date with slashes": (BIRTH, "12/03/1990", "1990-03-12"),
    "date with stars, which every keypad has": (BIRTH, "12*03*1990", "1990-03-12"),
    "date with blanks and one digit": (BIRTH, " 1 3 1990 ", "1990-03-01"),
    "date in one go": (BIRTH, "12031990", "1990-03-12"),
    "date in full width": (BIRTH, "１２／０３／１９９０".replace("／", "/"), "1990-03-12"),
    "date of a leap year": (BIRTH, "29/02/2024", "2024-02-29"),
    "date of today is past enough": (BIRTH, "21/11/2026", "2026-11-21"),
    "date ahead where it may be": (question("date"), "01/01/2027", "2027-01-01"),
    "number with groups": (question("number", max=2_000_000), "1 500.000", "1500000"),
    "number keeps its zeros": (question("number", pattern="[0-9]{6}"), "００1207", "001207"),
    "name in decomposed letters": (question("name"), "Aı̈sse\u0301  N'Diaye", "Aı̈ssé N'Diaye"),
    "name in lower case": (question("name"), " awa traore ", "awa traore"),
    "name in Bambara letters": (question("name"), "Sɛgu Ŋɔɔnɔ", "Sɛgu Ŋɔɔnɔ"),
    "name that looks like SQL": (question("name"), "'; DROP TABLE", "'; DROP TABLE"),
    "name that looks like HTML": (question("name"), "<script>", "<script>"),
    "text that looks like a formula": (question("text"), "=HYPERLINK(", "=HYPERLINK("),
    "text that looks like a template": (question("text"), "{{7*7}}", "{{7*7}}"),
    "text with star and hash": (question("text"), "A*B#C", "A*B#C"),
    "text with emoji and direction marks": (question("text"), "bon \u202e😀\u200fjour", "bon jour"),
    "text with stacked marks keeps one a letter": (
        question("text"),
        "a" + "\u0301\u0308\u0330" * 50,
        "á\u0330",
    ),
    "text in Arabic stays": (question("text"), "\u200fسلام", "سلام"),
    "text of 500 letters is cut": (question("text", max=40), "a" * 500, "a" * 40),
    "text pattern in lower case": (question("text", pattern="[A-Z]{2}[0-9]{3}"), "ab123", "ab123"),
    "phone of the country": (question("phone"), "70 00 00 01", "+22370000001"),
    "phone of elsewhere": (question("phone"), "00229 97000003", "+2290197000003"),
    "choice by its words": (CHOICE, "MASCULIN", "M"),
    "choice without accents, begun": (CHOICE, "cote", "CI"),
}

REFUSED = {
    "31 February": (BIRTH, "31/02/1990", "date_impossible"),
    "29 February of a common year": (BIRTH, "29/02/2023", "date_impossible"),
    "a birth tomorrow": (BIRTH, "22/11/2026", "date_future"),
    "a birth in 1800": (BIRTH, "01/01/1800", "date_old"),
    "a year of two digits": (BIRTH, "12/03/90", "date_shape"),
    "a date in words": (BIRTH, "le 12 mars", "date_shape"),
    "a date of 500 digits": (BIRTH, "1" * 500, "date_shape"),
    "a date a lifetime ahead": (question("date"), "01/01/2126", "date_far"),
    "letters in a number": (question("number"), "12O0", "number_letters"),
    "superscripts in a number": (question("number"), "3²", "number_letters"),
    "Arabic digits in a number": (question("number"), "٣٤", "number_letters"),
    "a number of 5000 digits": (question("number"), "9" * 5000, "too_long"),
    "a number too small": (question("number", min=1), "0", "number_min"),
    "a number too large": (question("number", max=10), "11", "number_max"),
    "an identifier of the wrong length": (question("number", pattern="[0-9]{6}"), "12345", "pattern"),
    "digits in a name": (question("name"), "Awa 2", "name_digits"),
    "a name of one letter": (question("name"), "A", "too_short"),
    "a name of signs": (question("name"), "<>!?", "too_short"),
    "a name too long": (question("name", max=10), "a" * 11, "too_long"),
    "nothing": (question("text"), "   ", "empty"),
    "an emoji alone": (question("text"), "😀", "empty"),
    "a text too short": (question("text", min=4), "abc", "too_short"),
    "letters in a phone": (question("phone"), "7000000A", "phone_letters"),
    "a phone that is none": (question("phone"), "12", "phone_number"),
    "a choice that begins two": (CHOICE, "c", "choice"),
    "a choice by half a word that begins two": (question("choice", choices=CHOICE.choices), "ca*", "choice"),
}


@pytest.mark.parametrize(("asked", "typed", "kept"), TAKEN.values(), ids=TAKEN.keys())
def test_an_answer_is_taken(asked: Question, typed: str, kept: str) -> None:
    """Bad-input rows 17, 18, 19 and 20."""
    assert answer.read(asked, typed, ASKER) == kept


@pytest.mark.parametrize(("asked", "typed", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_an_answer_is_refused_with_its_reason(asked: Question, typed: str, reason: str) -> None:
    """Bad-input rows 21 and 22."""
    with pytest.raises(Refused) as refused:
        answer.read(asked, typed, ASKER)
    assert refused.value.key == reason


REFERENCE = ids.reference(7, 2026, b"reference key of the tests")


@pytest.mark.parametrize(
    "typed",
    [REFERENCE, *(ids.spaced(REFERENCE).replace(" ", mark) for mark in (" ", "-", "*"))],
    ids=["bare", "spaced", "dashed", "starred"],
)
def test_a_reference_is_taken_however_it_is_spaced(typed: str) -> None:
    assert reference.read(typed) == REFERENCE


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (REFERENCE[:-1] + str((int(REFERENCE[-1]) + 1) % 10), "reference_check"),
        (REFERENCE[:-1], "reference_length"),
        ("ML-2026-1234", "reference_digits"),
    ],
    ids=["one digit wrong", "one missing", "letters"],
)
def test_a_reference_is_refused_with_its_reason(typed: str, reason: str) -> None:
    """Bad-input row 22."""
    with pytest.raises(Refused) as refused:
        reference.read(typed)
    assert refused.value.key == reason


def test_dates_and_choices_are_read_back_in_words() -> None:
    assert answer.shown(BIRTH, "1990-03-12", "fr") == "12/03/1990"
    assert answer.shown(CHOICE, "CI", "fr") == "Côte d'Ivoire"
    assert answer.shown(question("text", optional=True), "", "fr") == "-"
