"""What people text, and the command it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import commands
from catalogue.commands import NAMES, Vocabulary
from conversation.commands.command import Command
from conversation.commands.reader import Reader
from kernel import ids

KEY = b"reference key of the tests"
REF = ids.reference(7, 2026, KEY)
SPACED = ids.spaced(REF)
WRONG = REF[:-1] + str((int(REF[-1]) + 1) % 10)
FULL_WIDTH = REF.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})

# text -> name, reference, code; "" for none.
UNDERSTOOD = [
    # followed
    (f"SUIVI {REF}", "follow", REF, ""),
    (f"suivi {REF}", "follow", REF, ""),
    (f"Suivi {SPACED}", "follow", REF, ""),
    (f"SUIVI:{SPACED}", "follow", REF, ""),
    (f"SUIVI:26 {REF[2:10]} {REF[10:]}.", "follow", REF, ""),
    (f"suivi-{REF[:2]}-{REF[2:10]}-{REF[10:]}", "follow", REF, ""),
    (f"suivi {REF[:4]}.{REF[4:8]}.{REF[8:]}", "follow", REF, ""),
    (f"  SUIVI   {REF}  ", "follow", REF, ""),
    (f"SUIVI\n{REF}", "follow", REF, ""),
    (f"SUIVI {REF} 4821", "follow", REF, "4821"),
    (f"SUIVI {REF} code 4821", "follow", REF, "4821"),
    (f"SUIVI {REF}4821", "follow", REF, "4821"),
    (f"SUIVI {SPACED} 4821", "follow", REF, "4821"),
    (f"suivre {REF}", "follow", REF, ""),
    (f"suivre mon dossier {REF}", "follow", REF, ""),
    (f"Bonjour, je veux suivre mon dossier {REF} merci", "follow", REF, ""),
    (f"mon dossier n° {REF} svp", "follow", REF, ""),
    (f"dossier {REF}", "follow", REF, ""),
    (f"où en est mon dossier {REF} ?", "follow", REF, ""),
    (REF, "follow", REF, ""),
    (SPACED, "follow", REF, ""),
    (f"ref {REF}", "follow", REF, ""),
    (f"{REF}.", "follow", REF, ""),
    (FULL_WIDTH, "follow", REF, ""),
    (f"ＳＵＩＶＩ {FULL_WIDTH}", "follow", REF, ""),
    (f"\ufeffSUIVI\u00a0{REF}", "follow", REF, ""),
    (f"SUIVI {REF}\0", "follow", REF, ""),
    (f"SUIVI 2 {REF}", "follow", REF, ""),
    (f"SUIVI {REF}\n-- \nMoussa Keita", "follow", REF, ""),
    (f"SUIVI {REF}\nMoussa Keita\nBamako", "follow", REF, ""),
    (f"SUIVI {REF}\nEnvoyé de mon iPhone", "follow", REF, ""),
    (f"> Votre dossier est déposé\nSUIVI {REF}", "follow", REF, ""),
    (f"> SMS du guichet. Pour ne plus recevoir: STOP\nSUIVI {REF}", "follow", REF, ""),
    (f"TRACK {REF}", "follow", REF, ""),
    (f"Status {REF}", "follow", REF, ""),
    ("SUIVI", "follow", "", ""),
    ("suivi svp", "follow", "", ""),
    ("Mes dossiers", "follow", "", ""),
    ("Où en est mon dossier ?", "follow", "", ""),
    ("Ou sont mes dossiers", "follow", "", ""),
    ("🙂 suivi 🙂", "follow", "", ""),
    # paid
    (f"PAYER {REF}", "pay", REF, ""),
    (f"payer la facture {REF}", "pay", REF, ""),
    (f"Je voudrais payer {SPACED}", "pay", REF, ""),
    (f"PAYE {REF} 1900", "pay", REF, "1900"),
    (f"paiement:{REF}", "pay", REF, ""),
    (f"PAY {REF}", "pay", REF, ""),
    ("payer", "pay", "", ""),
    ("PAYER ?", "pay", "", ""),
    # verified
    (f"VERIF {REF} 4821", "verify", REF, "4821"),
    (f"Vérif {REF}-4821", "verify", REF, "4821"),
    (f"VÉRIFIER {REF}", "verify", REF, ""),
    (f"verifier numero {REF} code 4821", "verify", REF, "4821"),
    (f"verification {SPACED} 4821", "verify", REF, "4821"),
    (f"CHECK {REF}", "verify", REF, ""),
    ("verif", "verify", "", ""),
    # sent again
    (f"RECU {REF}", "receipt", REF, ""),
    (f"reçu {REF}", "receipt", REF, ""),
    (f"REÇU {SPACED} 4821", "receipt", REF, "4821"),
    (f"quittance {REF}", "receipt", REF, ""),
    (f"receipt {REF}", "receipt", REF, ""),
    ("Recu", "receipt", "", ""),
    # helped
    ("AIDE", "help", "", ""),
    ("aide", "help", "", ""),
    ("Aidez moi", "help", "", ""),
    ("AIDE!!!", "help", "", ""),
    ("à l'aide", "help", "", ""),
    ("HELP", "help", "", ""),
    ("help please", "help", "", ""),
    ("AIDE\nMoussa Traoré", "help", "", ""),
    ("dɛmɛ", "help", "", ""),
    ("dèmè", "help", "", ""),
    ("d3m3", "help", "", ""),
    ("DEME", "help", "", ""),
    ("alɔgɔ", "help", "", ""),
    ("al)g)", "help", "", ""),
    # languages
    ("LANGUE", "language", "", ""),
    ("langue bambara", "language", "", ""),
    ("Language", "language", "", ""),
    ("kan", "language", "", ""),
    # silence
    ("STOP", "stop", "", ""),
    ("stop", "stop", "", ""),
    ("Stop.", "stop", "", ""),
    ("ARRET", "stop", "", ""),
    ("ARRÊT", "stop", "", ""),
    ("arrêter", "stop", "", ""),
    ("stop svp merci", "stop", "", ""),
    ("STOP\nAwa", "stop", "", ""),
    ("START", "start", "", ""),
    ("start merci", "start", "", ""),
    ("Reprendre", "start", "", ""),
]

OTHERS = [
    "", "   ", "\n\n", "\0", "🙂🙂🙂", "1", "0", "98", "4821", "Awa Diarra", "oui", "merci", "Bonjour",
    "70000001", "+223 70 00 00 01", "appelez moi au 70 00 00 01", "120740",
    "Je n'arrive pas à dire stop à mon fils qui joue dehors", "stop au bruit dans le quartier de Lafiabougou",
    "Votre demande de suivi a bien été prise en compte", "ils veulent nous faire payer deux fois",
    "A" * 1600, "x" * 5000, "سلام", "漢字", "https://exemple.ml/promo", "---", ">>>",
]  # fmt: skip


@pytest.fixture(scope="module")
def reader(vocabulary: Vocabulary) -> Reader:
    return Reader(vocabulary)


def short(value: object) -> str:
    return repr(value)[:40]


@pytest.mark.parametrize(("text", "name", "reference", "code"), UNDERSTOOD, ids=short)
def test_a_command_is_read_however_it_is_typed(
    reader: Reader, text: str, name: str, reference: str, code: str
) -> None:
    command = reader.read(text)
    assert command is not None
    assert (command.name, command.reference, command.code) == (name, reference, code)


@pytest.mark.parametrize("text", OTHERS, ids=short)
def test_what_is_no_command_is_left_to_the_conversation(reader: Reader, text: str) -> None:
    """Bad-input row 30."""
    assert reader.read(text) is None


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (f"SUIVI {WRONG}", "reference_check"),
        (WRONG, "reference_check"),
        (f"SUIVI {REF[:-1]}", "reference_length"),
        (f"PAYER {REF}1", "reference_length"),
        ("SUIVI 12", ""),
    ],
)
def test_a_mistyped_reference_is_told(reader: Reader, text: str, refused: str) -> None:
    command = reader.read(text)
    assert command is not None
    assert (command.reference, command.refused) == ("", refused)


def test_letters_that_look_like_digits_are_read_as_digits(reader: Reader) -> None:
    reference = next(ids.reference(n, 2026, KEY) for n in range(99) if "0" in ids.reference(n, 2026, KEY)[2:])
    typed = reference[:2] + reference[2:].replace("0", "O", 1)
    assert reader.read(f"SUIVI {typed}") == Command("follow", reference, tongue="fr")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("AIDE", True), ("aide svp", True), (f"SUIVI {REF}", True), ("STOP\nAwa", True), ("langue fr", True),
        ("Aide sociale de la mairie", False), ("Payer le loyer du magasin", False), ("Suivi medical 12", False),
    ],
)  # fmt: skip
def test_only_a_whole_command_is_more_than_an_answer(reader: Reader, text: str, whole: bool) -> None:
    command = reader.read(text)
    assert command is not None
    assert command.whole is whole


@pytest.mark.parametrize(
    ("text", "language"),
    [("LANGUE fr", "fr"), ("langue BAMBARA", "bm"), ("LANGUE Français", "fr"), ("language english", "en"),
     ("langue fon", "fon"), ("LANGUE wolof", ""), ("LANGUE", "")],
)  # fmt: skip
def test_a_language_is_named_in_many_ways(reader: Reader, text: str, language: str) -> None:
    command = reader.read(text)
    assert command is not None
    assert command.language == language


@pytest.mark.parametrize(("word", "tongue"), [("AIDE", "fr"), ("HELP", "en"), ("dɛmɛ", "bm"), ("STOP", "")])
def test_a_word_tells_the_language_of_who_wrote_it(reader: Reader, word: str, tongue: str) -> None:
    command = reader.read(word)
    assert command is not None
    assert command.tongue == tongue


@pytest.mark.parametrize(
    "text",
    ["Je suis absent jusqu'à lundi", "Réponse automatique: congés", "I'm busy, call you later",
     "OUT OF OFFICE", "Message automatique. Ne pas répondre.", f"SUIVI {REF} auto-reply"],
)  # fmt: skip
def test_a_machine_is_recognised(reader: Reader, text: str) -> None:
    """Bad-input row 28."""
    assert reader.is_automatic(text)


@pytest.mark.parametrize("text", [text for text, *_ in UNDERSTOOD] + OTHERS, ids=short)
def test_a_citizen_is_not_taken_for_a_machine(reader: Reader, text: str) -> None:
    assert not reader.is_automatic(text)


READER = Reader(commands.load())


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text: str) -> None:
    command = READER.read(text)
    assert command is None or command.name in NAMES
    assert READER.is_automatic(text) in (True, False)


@given(
    st.sampled_from(["SUIVI", "payer", "Vérif", "reçu", ""]),
    st.integers(0, 99_999_999),
    st.sampled_from(["", " ", "-", ".", "\n"]),
    st.sampled_from(["", " svp", "\n-- \nAwa", " merci"]),
)
def test_any_reference_is_found_whatever_parts_it(word: str, serial: int, separator: str, after: str) -> None:
    reference = ids.reference(serial, 2026, KEY)
    groups = separator.join((reference[:2], reference[2:6], reference[6:10], reference[10:]))
    command = READER.read(f"{word} {groups}{after}")
    assert command is not None
    assert command.reference == reference
