"""What the loaded catalogue answers on every screen."""

from datetime import date
from pathlib import Path

import pytest

from catalogue.catalogue import Catalogue
from catalogue.loader import load
from tests.catalogue.conftest import Edit


@pytest.fixture
def catalogue(root: Path) -> Catalogue:
    return load(root)


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2023, 12, 31), None),
        (date(2024, 1, 1), 1000),
        (date(2024, 12, 31), 1000),
        (date(2025, 1, 1), 1500),
        (date(2099, 1, 1), 1500),
    ],
    ids=["before", "first day", "last day", "new fee", "open end"],
)
def test_the_fee_is_the_one_of_the_day(catalogue: Catalogue, day: date, amount: int | None) -> None:
    fee = catalogue.services[17].fee_on(day)
    assert (fee.amount_xof if fee else None) == amount


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Essai"), ("en", "Trial"), ("bm", "Kura"), ("fon", "Essai"), ("xx", "Essai")],
    ids=["French", "English", "reviewed", "not reviewed", "unknown"],
)
def test_a_language_without_words_reads_french(catalogue: Catalogue, language: str, words: str) -> None:
    assert catalogue.services[17].title.of(language) == words


def test_a_template_is_filled_in_the_language_or_in_french(catalogue: Catalogue) -> None:
    said = {
        language: catalogue.text("sms.moved", language, reference="26 1", state="{x}")
        for language in ("fr", "en", "bm", "xx")
    }
    assert said == {
        "fr": "Dossier 26 1: {x}",
        "en": "File 26 1: {x}",
        "bm": "Dossier 26 1: {x}",
        "xx": "Dossier 26 1: {x}",
    }


def test_a_missing_value_or_key_is_named(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError, match="state"):
        catalogue.text("sms.moved", "fr", reference="26 1")
    with pytest.raises(KeyError, match=r"sms\.none"):
        catalogue.text("sms.none", "fr")


def test_what_waits_for_a_translator_is_counted(catalogue: Catalogue) -> None:
    assert catalogue.texts.needs_review() == [
        ("bm", "sms.moved"),
        ("bm", "state.open"),
        ("fon", "sms.moved"),
        ("fon", "state.open"),
    ]
    assert catalogue.services[17].title.needs_review() == ("fon",)


def test_a_nested_key_is_the_same_as_a_dotted_one(root: Path, edit: Edit) -> None:
    edit("texts/en/texts.yaml", "state.open: File", "state:\n  open: Nested")
    assert load(root).text("state.open", "en") == "Nested"


def test_placeholders_are_listed_for_worst_case_walks(catalogue: Catalogue) -> None:
    assert catalogue.texts.placeholders("sms.moved") == {"reference", "state"}


def test_an_unknown_network_has_the_default_budget(catalogue: Catalogue) -> None:
    assert [catalogue.budget(network) for network in ("61002", "61603", "99999", "")] == [182, 160, 160, 160]
    assert catalogue.budgets == {"default": 160, "61002": 182, "61603": 160}


def test_decomposed_letters_are_composed_so_that_they_stay_in_gsm7(root: Path, edit: Edit) -> None:
    edit("texts/fr/texts.yaml", "state.open: Dossier", "state.open: De\u0301pose\u0301")
    assert load(root).text("state.open", "fr") == "Déposé"
