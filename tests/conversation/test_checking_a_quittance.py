"""3 Verifier, and a payment that was made without us: what a number tells, and to whom."""

import pytest
import structlog

from conversation.effects import Claim
from kernel import ids
from kernel.ids import spaced
from tests.cast import AWA
from tests.conversation.desk import CODE, KEY, QUITTANCE
from tests.conversation.world import Handset, World, kept

NOBODYS = ids.reference(5, 2026, KEY)
DETAILS = [
    spaced(QUITTANCE),
    "Quittance valable",
    "1 900 F le 21/11/2026",
    "TDRL Sikasso 2026",
    "Commune de Sikasso",
]


def test_a_number_alone_says_valid_and_nothing_else(phone: Handset) -> None:
    phone.dial("3")
    assert phone.last.text.startswith("Tapez le numéro du document ou de la quittance (12 chiffres)")
    assert phone.say(QUITTANCE).splitlines()[:3] == [
        spaced(QUITTANCE), "Quittance valable", "Pour les détails, tapez le code: 4 chiffres",
    ]  # fmt: skip
    assert phone.say(CODE).splitlines()[:5] == DETAILS


@pytest.mark.parametrize(
    "typed", [f"{QUITTANCE}{CODE}", f"{spaced(QUITTANCE)} {CODE}", f"{QUITTANCE}*{CODE}"]
)
def test_number_and_code_are_typed_together(phone: Handset, typed: str) -> None:
    phone.dial("3")
    assert phone.say(typed).splitlines()[:5] == DETAILS


def test_number_and_code_are_dialled(phone: Handset) -> None:
    assert phone.dial(f"3*{QUITTANCE}*{CODE}").splitlines()[:5] == DETAILS


def test_an_unknown_number_and_a_wrong_code_are_told_alike(world: World, phone: Handset) -> None:
    phone.dial("3")
    wrong = phone.say(f"{QUITTANCE}0000")
    assert wrong.startswith("Numéro ou code faux.\nTapez le numéro du document")
    phone.dial("3")
    assert phone.say(f"{NOBODYS}0000") == wrong
    phone.dial(f"3*{QUITTANCE}")
    assert phone.say("0000") == wrong
    assert world.desk.tries == [None, "0000", None, None, None, "0000"]


def test_an_unknown_number_is_said_to_be_unknown(phone: Handset) -> None:
    phone.dial("3")
    assert phone.say(NOBODYS).splitlines()[1].startswith("Aucun document n'a ce numéro.")
    assert phone.say("4821").startswith("Ce choix n'existe pas.")


@pytest.mark.parametrize("typed", ["12", "abc", "260000000000", "9" * 400, ""])
def test_what_is_no_number_is_never_looked_up(world: World, phone: Handset, typed: str) -> None:
    phone.dial("3")
    phone.say(typed)
    assert phone.last.more
    assert world.desk.tries == []


def test_neither_numbers_nor_codes_are_readable_in_redis_or_in_the_log(world: World, phone: Handset) -> None:
    reference = world.desk.put(AWA)
    with structlog.testing.capture_logs() as lines:
        phone.dial(f"3*{QUITTANCE}*{CODE}")
        phone.dial(f"2*4*{reference}*MP150709.1341.A00073")
        phone.dial(f"2*2*{reference}*1*2")
        phone.say("1")
    stored = kept(world.redis)
    assert stored.count(b"s:") > 1
    for secret in (QUITTANCE, CODE, reference, "MP150709", AWA[1:]):
        assert secret.encode() not in stored
        assert secret not in str(lines)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("matched", "Paiement retrouvé. La quittance arrive par SMS."),
        ("proposed", "C'est noté. Un agent vérifie, la réponse arrive par SMS."),
        ("closed", "Cette facture n'a plus rien à payer."),
        ("refused", "Aucun paiement trouvé avec ce numéro."),
    ],
)
def test_who_paid_without_us_says_so_once(world: World, phone: Handset, result: str, words: str) -> None:
    reference = world.desk.put(AWA)
    world.desk.claims["MP150709.1341.A00073"] = result
    phone.dial("2*4")
    assert phone.say(spaced(reference)).startswith("Tapez le numéro de transaction")
    assert phone.say("MP150709.1341.A00073").startswith(words)
    phone.again()
    world.redis.flushdb()
    phone.again()
    assert world.ledger.done == [(AWA, Claim(reference, "MP150709.1341.A00073"))]


@pytest.mark.parametrize("typed", ["", "12", "a b*c", "x" * 41, "é" * 10, "'; --"])
def test_what_is_no_transaction_number_is_asked_again(world: World, phone: Handset, typed: str) -> None:
    phone.dial("2*4")
    phone.say(world.desk.put(AWA))
    assert phone.say(typed).startswith("Ce n'est pas un numéro de transaction.")
    assert world.ledger.done == []
