"""The catalogue that ships: it loads, it keeps its promises of length, and no number ever changes hands."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from pydantic import BaseModel

from catalogue import loader
from catalogue.catalogue import Catalogue
from catalogue.schema import LANGUAGES, Service, Text
from kernel.gsm import fold, segments, septets

STATES = (
    "deposee", "a_payer", "en_verification", "complement", "rdv", "en_signature",
    "disponible", "retiree", "rejetee", "expiree", "annulee", "remboursee",
)  # fmt: skip
LONGEST_TITLE = 30  # with it, every SMS below holds in one part
AGENTS_NOTE = "Apportez l'original de la facture au guichet numero 3 avant vendredi"
ROOT = Path(loader.__file__).parent


@cache
def shipped() -> Catalogue:
    return loader.load()


SERVICES = sorted(path.stem.upper() for path in (ROOT / "services").glob("*.yaml"))


def service(code: str) -> Service:
    return next(found for found in shipped().services.values() if found.code == code)


def texts_of(model: BaseModel) -> Iterator[Text]:
    """Every Text in a model, however deep."""
    for value in (getattr(model, name) for name in type(model).model_fields):
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Text):
                yield item
            elif isinstance(item, BaseModel):
                yield from texts_of(item)


def test_a_number_is_for_ever() -> None:
    """The ledger is only added to: what it says of a number, the service still says, and all are in it."""
    lines = (ROOT / "numbers.txt").read_text("utf-8").splitlines()
    entries = [line.split() for line in lines if line and not line.startswith("#")]
    ledger = {int(number): code for number, code in entries}
    assert len(ledger) == len(entries), "a number is given twice in numbers.txt"
    assert {number: found.code for number, found in shipped().services.items()}.items() <= ledger.items()
    assert ledger[17] == "ML-CO"


@pytest.mark.parametrize("code", SERVICES)
def test_every_service_can_be_shown(code: str) -> None:
    found = service(code)
    assert found.fee_on(date(2026, 11, 21)) is not None
    assert all(septets(found.title.of(language)) <= LONGEST_TITLE for language in LANGUAGES)
    assert len(found.questions) <= 12
    for text, language in product(texts_of(found), LANGUAGES):
        assert fold(text.of(language)).lost == ()
        assert septets(text.of(language)) <= 100, text.of(language)


@pytest.mark.parametrize("code", SERVICES)
def test_french_and_english_words_need_no_folding(code: str) -> None:
    found = service(code)
    for text in (*texts_of(found), *texts_of(shipped().administrations[found.administration])):
        assert fold(text.fr).text == text.fr
        assert fold(text.en).text == text.en


def test_the_record_that_is_resold_says_loudly_that_it_is_free() -> None:
    nina = service("ML-NINA-FICHE")
    fee = nina.fee_on(date(2026, 11, 21))
    assert fee is not None
    assert fee.amount_xof == 0
    assert "GRATUIT" in nina.title.fr
    assert nina.summary.fr.startswith("GRATUIT")


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_label_and_a_next_step(state: str) -> None:
    for language in LANGUAGES:
        assert septets(shipped().text(f"state.{state}", language)) <= 20
        assert septets(shipped().text(f"next.{state}", language)) <= 60


def test_only_known_states_have_words() -> None:
    every = shipped().texts.keys()
    known = {f"{kind}.{state}" for kind in ("state", "next") for state in STATES}
    assert {key for key in every if key.startswith(("state.", "next."))} == known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "parts"),
    [("sms.deposited", 1), ("sms.moved", 1), ("sms.status", 1), ("sms.moved_note", 2)],
)
def test_an_sms_costs_what_is_promised_in_the_worst_case(language: str, key: str, parts: int) -> None:
    worst = {
        "reference": "26 01234567 89",
        "code": "4821",
        "service": "m" * LONGEST_TITLE,
        "at": "21/11/2026 23:59",
        "note": AGENTS_NOTE,
    }
    for state in STATES:
        words = {kind: shipped().text(f"{kind}.{state}", language) for kind in ("state", "next")}
        said = shipped().text(key, language, **worst, **words)
        cost = segments(said)
        assert cost.encoding == "GSM-7", said
        assert cost.parts <= parts, said


def test_the_networks_of_both_countries_are_known() -> None:
    codes = {code: network.country for code, network in shipped().networks.items()}
    assert codes == {
        "61001": "ML", "61002": "ML", "61003": "ML",
        "61602": "BJ", "61603": "BJ", "61607": "BJ",
    }  # fmt: skip
    assert set(shipped().budgets) == {*codes, "default"}
