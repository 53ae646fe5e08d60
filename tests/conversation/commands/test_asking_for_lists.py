"""LISTES: which texts ask for a revocation list, and how each outcome is told."""

import pytest

from catalogue.commands import Vocabulary
from conversation.commands.command import Command
from conversation.commands.effects import SendLists
from conversation.commands.reader import Reader
from tests.conversation.commands.conftest import Counter

# text -> key, number; "" for none.
ASKED = [
    ("LISTES", "", ""),
    ("Liste svp", "", ""),
    ("LISTES 7", "", "7"),
    ("listes no 007", "", "7"),
    ("LISTES 3f2a91c0 7", "3f2a91c0", "7"),
    ("LISTS 3F2A91C0 7", "3f2a91c0", "7"),
    ("Bonjour, LISTES 7 3f2a91c0 merci", "3f2a91c0", "7"),
    ("LISTES\n3f2a91c0\n7", "3f2a91c0", "7"),
    ("LISTES 12345678 7", "12345678", "7"),
]


@pytest.mark.parametrize(("text", "key", "number"), ASKED, ids=[text for text, _, _ in ASKED])
def test_a_list_is_asked_for_by_its_key_and_number(
    vocabulary: Vocabulary, text: str, key: str, number: str
) -> None:
    read = Reader(vocabulary).read(text)
    assert read is not None
    assert (read.name, read.key, read.number) == ("lists", key, number)


@pytest.mark.parametrize(
    "text", ["La liste des pièces pour un passeport", "Liste des services", "LISTES 1234567"]
)
def test_a_list_of_something_else_is_no_command(vocabulary: Vocabulary, text: str) -> None:
    assert Reader(vocabulary).read(text) is None


def test_numbers_of_lists_stay_with_lists(vocabulary: Vocabulary) -> None:
    assert Reader(vocabulary).read("AIDE") == Command("help", tongue="fr")


def test_what_changed_leaves_as_it_is_signed(counter: Counter) -> None:
    counter.outcome = {"found": "sent", "parts": "1ZAFIRST\n1ZASECOND\n1ZATHIRD"}
    assert counter.text("LISTES 3f2a91c0 7") == "1ZAFIRST"
    assert counter.letter.further == ("1ZASECOND", "1ZATHIRD")
    assert counter.letter.keep
    assert counter.done == [SendLists("ML", "3f2a91c0", "7")]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("how", "La liste la plus récente est la no 12, il y a 3 h."),
        ("newest", "Votre liste est la plus récente: no 12, il y a 3 h."),
        (
            "far",
            "Trop de changements depuis votre liste pour des SMS. Ouvrez v.example.ml/V/ une fois avec internet",
        ),
        (
            "gone",
            "Votre liste est trop ancienne pour une mise à jour par SMS. Ouvrez v.example.ml/V/ une fois",
        ),
        ("which", "Il y a plusieurs listes."),
        ("unknown", "Aucune liste n'a cette clé."),
        ("closed", "Pas de mise à jour par SMS en ce moment"),
    ],
)
def test_what_cannot_be_sent_says_why_and_what_to_do(counter: Counter, found: str, said: str) -> None:
    counter.outcome = {"found": found, "number": "12", "age_s": "11000", "site": "v.example.ml/V/"}
    assert counter.text("LISTES 7").startswith(said)
    assert counter.letter.further == ()


def test_how_old_the_newest_is_stands_beside_too_long(counter: Counter) -> None:
    counter.outcome = {"found": "far", "number": "12", "age_s": "259200"}
    assert counter.text("LISTES 7").endswith("La plus récente est la no 12, il y a 3 j.")


@pytest.mark.parametrize("text", ["AIDE LISTES", "aide liste svp", "Bonjour, INFO LISTES"])
def test_help_about_lists_says_where_and_how(counter: Counter, text: str) -> None:
    """The answer to AIDE is full to the last letter: the command of officers has one of its own."""
    assert counter.text(text).startswith("Agents de contrôle: pour vérifier sans internet")
    assert counter.done == []
    counter.language = "en"
    assert counter.text("HELP LISTS").startswith("Officers: to verify without the internet")


@pytest.mark.parametrize("text", ["AIDE", "AIDE RECU", "Info liste des pièces"])
def test_help_about_anything_else_is_that_of_everybody(counter: Counter, text: str) -> None:
    assert counter.text(text).startswith("Guichet par SMS")
