"""Every answer by SMS in every language takes two parts at most, in the worst case; and the walk sees when not."""

import pytest

from catalogue.catalogue import Catalogue
from conversation.screens.table import SCREENS
from conversation.walk import walk
from tests.conversation.test_walk import with_texts


def test_every_screen_and_every_sentence_is_walked_as_a_letter(catalogue: Catalogue) -> None:
    letters = [screen for screen in walk(catalogue) if screen.name.startswith("sms.")]
    assert [letter for letter in letters if letter.faults] == []
    assert max(letter.parts for letter in letters) == 2
    assert {letter.language for letter in letters} == set(catalogue.languages)
    names = {letter.name.removeprefix("sms.").partition(".")[0] for letter in letters}
    assert set(SCREENS) - names == set()
    sentences = {key for key in catalogue.texts.keys() if key.startswith("sms_commands.")}  # noqa: SIM118
    inside = {"sms_commands.reply", "sms_commands.pay_with"}
    assert {f"sms_{letter.name.removeprefix('sms.')}" for letter in letters} >= sentences - inside


@pytest.mark.parametrize(
    ("key", "words", "name", "fault"),
    [
        ("sms_commands.help", "Aide {dial} " * 12, "sms.commands.help", "2 SMS parts, 1 at most"),
        ("sms_commands.stopped", "Plus de SMS. " * 30, "sms.commands.stopped", "3 SMS parts, 2 at most"),
        ("sms_commands.started", "Reprise 漢", "sms.commands.started", "letter lost: 漢"),
        ("sms_commands.pay_with", "漢 {operator}", "sms.pay_consent", "letter lost: 漢"),
    ],
    ids=["help of two parts", "three parts", "a lost letter", "a lost letter in an option"],
)
def test_what_costs_too_much_or_loses_a_letter_is_found(
    catalogue: Catalogue, key: str, words: str, name: str, fault: str
) -> None:
    faults = {
        (letter.name, fault)
        for letter in walk(with_texts(catalogue, "fr", {key: words}))
        for fault in letter.faults
    }
    assert (name, fault) in faults
