"""Folding keeps what GSM-7 has, respells what it has not, and says what it lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.gsm import fold, is_gsm7

SPELLINGS = [
    ("kept", "à è é ù ì ò É Ç ñ ü", "à è é ù ì ò É Ç ñ ü"),
    ("circumflex", "prêt, âge, île, hôtel, sûr, FÊTE", "pret, age, ile, hotel, sur, FETE"),
    ("diaeresis", "Noël naïf", "Noel naif"),
    ("cedilla", "reçu", "recu"),
    ("capitals", "À PAYER, Ù, Ò", "A PAYER, U, O"),
    ("ligatures", "œuvre ŒUVRE æ", "oeuvre OEUVRE æ"),
    ("typography", "l’État – « oui »… “n°”", 'l\'État - " oui "... "no"'),
    ("no-break spaces", "5\u00a0000\u202fF", "5 000 F"),
    ("backtick", "`a`", "'a'"),
    ("euro and brackets stay", "10 € [a]", "10 € [a]"),
    ("bambara", "ɛ ɔ ɲ ŋ Ɛ Ɔ Ɲ Ŋ", "è ò ny ng E O NY NG"),
    ("bambara sentence", "Dɛmɛ sɔrɔ, ɲini", "Dèmè sòrò, nyini"),
    ("fon", "ɖò ƒɔ̌ ɣ ʋ Lɛ̌kɔ", "dò fò g v Lèkò"),
    ("yoruba", "Ẹ kú àárọ̀ ṣé", "E ku àaro sé"),
    ("other accents", "São Škoda Łódź", "Sao Skoda Lodz"),
    ("decomposed", "e\u0301 e\u0302 a\u0300", "é e à"),
    ("full width and fractions", "１２ ½ ²", "12 1/2 2"),
    ("controls", "a\x00b\x1b\r\nc\fd\x7f", "ab\ncd"),
    ("tabulation parts words", "a\tb\u2028c", "a b\nc"),
    ("direction and width marks", "\u202ea\u200fb\u200bc\ufeff\u00ad", "abc"),
]


@pytest.mark.parametrize(
    ("text", "spelling"), [row[1:] for row in SPELLINGS], ids=[row[0] for row in SPELLINGS]
)
def test_each_script_has_its_spelling_and_loses_no_letter(text: str, spelling: str) -> None:
    assert fold(text) == (spelling, ())


def test_what_has_no_spelling_becomes_a_question_mark_and_is_named() -> None:
    """Bad-input row 19."""
    assert fold("Oui 😀 ß م ?") == ("Oui ? ß ? ?", ("😀", "م"))


@given(st.text())
def test_any_text_folds_into_the_alphabet_once_and_for_all(text: str) -> None:
    folded = fold(text)
    assert is_gsm7(folded.text)
    assert fold(folded.text) == (folded.text, ())
    assert not {"\r", "\f", "\x1b"} & set(folded.text)
    assert folded.text.count("?") == fold(text.replace("?", "")).text.count("?") + text.count("?")


@given(st.text(alphabet="aeouçéèêɛɔẹṣ \u0300\u0301\u0302\u030c\u0323"))
def test_composed_and_decomposed_letters_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_a_heap_of_combining_marks_costs_no_more_than_a_few() -> None:
    """Sorting these two hundred thousand marks whole would take minutes."""
    assert fold("a" + "\u0323\u0300" * 100_000 + "b") == ("ab", ())
