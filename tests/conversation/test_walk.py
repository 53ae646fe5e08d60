"""The walk of every screen, and what it finds when an author writes too much."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from catalogue.catalogue import Catalogue, Texts
from catalogue.text import Text
from conversation.screens.table import SCREENS
from conversation.walk import fallbacks, menu_map, walk


def with_texts(catalogue: Catalogue, language: str, changed: Mapping[str, str]) -> Catalogue:
    written = {code: dict(words) for code, words in catalogue.texts._written.items()}
    written[language].update(changed)
    return replace(catalogue, texts=Texts(written))


def with_title(catalogue: Catalogue, title: str) -> Catalogue:
    words = Text(fr=title, en=title, bm="needs-review", fon="needs-review")
    service = catalogue.services[17].model_copy(update={"title": words})
    return replace(catalogue, services={**catalogue.services, 17: service})


def test_every_screen_of_the_shipped_catalogue_fits_in_every_language(catalogue: Catalogue) -> None:
    found = list(walk(catalogue))
    assert [screen for screen in found if screen.faults] == []
    assert {screen.language for screen in found} == set(catalogue.languages)
    walked = {screen.name.partition(".")[0] for screen in found}
    assert set(SCREENS) - walked == set()
    questions = sum(len(service.questions) for service in catalogue.services.values())
    assert len({screen.name for screen in found if screen.name.startswith("question.")}) == questions


@pytest.mark.parametrize(
    ("key", "words", "screen"),
    [
        ("menu.services", "Demander un service parmi tous ceux de toutes les administrations " * 3, "menu"),
        ("end.tries", "Trois fois non. " * 11 + "{dial}", "end.tries"),
        ("refusal.choice", "Ce choix n'existe pas du tout, essayez un autre chiffre.", "refusal.choice"),
        ("service.legal", "Base légale et 漢", "service.17"),
    ],
    ids=["an option", "an end", "a refusal", "a letter"],
)
def test_what_does_not_fit_is_found(catalogue: Catalogue, key: str, words: str, screen: str) -> None:
    broken = with_texts(catalogue, "fr", {key: words})
    faults = {found.name: found.faults for found in walk(broken) if found.faults}
    assert screen in faults


def test_a_title_too_long_for_one_line_of_a_menu_is_found(catalogue: Catalogue) -> None:
    faults = {
        found.name for found in walk(with_title(catalogue, " ".join(["Certificat"] * 15))) if found.faults
    }
    assert "services" in faults


def test_words_that_wait_for_a_reviewer_are_counted(catalogue: Catalogue) -> None:
    counted = fallbacks(catalogue)
    assert counted["fr"] == counted["en"] == 0
    reviewed = with_texts(catalogue, "bm", {"menu.follow": "Suivre"})
    assert fallbacks(reviewed)["bm"] == counted["bm"] - 1


def test_the_menu_is_a_tree_to_print(catalogue: Catalogue) -> None:
    root = menu_map(catalogue, "fr")
    assert [f"{branch.key} {branch.label}" for branch in root.children] == [
        "1 Suivre un dossier", "2 Payer", "3 Verifier un document", "4 Demander un service", "5 Langue, aide",
    ]  # fmt: skip
    assert [f"{branch.key} {branch.label}" for branch in root.children[1].children] == [
        "1 Mes factures", "2 Une référence", "3 TDRL, taxe locale (ML)", "4 J'ai déjà payé",
    ]  # fmt: skip
    service = next(branch for branch in root.children[3].children if branch.key == "17")
    assert service.label == "Certificat d'origine (ML)"
    assert [branch.label for branch in service.children] == [
        "Déposer la demande",
        "Pièces à fournir",
        "Base légale",
    ]
    assert service.children[0].children[0].label == "Nom de l'exportateur ?"
    assert [branch.label for branch in root.children[4].children][-1] == "Aide"
