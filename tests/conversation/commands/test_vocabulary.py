"""The words of commands are data: what an editor may not write, and what the shipped file says."""

from pathlib import Path

import pytest

from catalogue import commands
from catalogue.commands import FILE, NAMES, CatalogueRefused, Vocabulary, plain

SHIPPED = (Path(commands.__file__).parent / FILE).read_text(encoding="utf-8")

RECEIPT = SHIPPED[SHIPPED.index("  receipt:") : SHIPPED.index("  help:")]


def loaded(tmp_path: Path, old: str, new: str) -> Vocabulary:
    assert old in SHIPPED
    (tmp_path / FILE).write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return commands.load(tmp_path)


def test_every_command_has_words_and_no_two_share_one(vocabulary: Vocabulary) -> None:
    assert set(vocabulary.commands.values()) == set(NAMES)
    assert vocabulary.noise.isdisjoint(vocabulary.commands)
    assert {"suivi", "payer", "verif", "recu", "aide", "langue", "stop", "start", "arret"} <= set(
        vocabulary.commands
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[PAY, PAYMENT", "[PAY, Suivi", "Suivi is a word of `follow` too"),
        ("[PAY, PAYMENT", "[PAY, DÉMÉ", "DƐMƐ is a word of `pay` too"),
        ("[AIDE, AIDES", "[MON AIDE, AIDES", "MON AIDE is not one word"),
        ("[AIDE, AIDES", "['?', AIDES", "? is not one word"),
        ("- BONJOUR", "- Aide", "Aide is a word of `help`"),
        ("  bm: [BM, ", "  bm: [English, ", "English is a word of `en` too"),
        ("    fr: [RECU, RECUS, QUITTANCE, QUITTANCES, DUPLICATA]\n", "", "`words.receipt.fr` is missing"),
        (RECEIPT, "", "`receipt` is missing"),
        ("noise:", "noises:", "unknown key"),
        ("[PAY, PAYMENT", "[PAY, " + "P" * 21, "at most 20 characters"),
    ],
)  # fmt: skip
def test_what_would_be_read_in_two_ways_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    with pytest.raises(CatalogueRefused) as refused:
        loaded(tmp_path, old, new)
    assert any(reason in problem.reason for problem in refused.value.problems), refused.value.problems


def test_a_folder_without_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueRefused, match="cannot be read"):
        commands.load(tmp_path)


def test_a_speaker_may_add_words(tmp_path: Path) -> None:
    words = loaded(tmp_path, "    bm: needs-review\n", "    bm: [NƆFƐ]\n")
    assert words.commands["nofe"] == "follow"
    assert words.tongues["nofe"] == "bm"


@pytest.mark.parametrize(
    ("text", "said"),
    [("ARRÊT", "arret"), ("Dɛmɛ!", "deme"), ("œuvre", "oeuvre"), ("ＡＩＤＥ", "aide"), ("N°12", "n 12"),
     ("a\u0301b", "ab"), ("  ", "")],
)  # fmt: skip
def test_accents_case_and_width_do_not_count(text: str, said: str) -> None:
    assert plain(text) == said
