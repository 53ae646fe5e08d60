"""What one citizen typed or owns is on nobody else's screen, nor readable in Redis or in a log."""

import pytest
import structlog

from conversation.screens.table import SCREENS
from kernel import ids
from tests.cast import AWA, MOUSSA
from tests.conversation.test_a_request import ANSWERS, confirmed
from tests.conversation.world import Handset, World, case, kept

OTHERS = (
    "Moussa Keita",
    "MA.SEG.2019.A.77",
    "520100",
    "1",
    "2",
    "Filature CI",
    "Coton",
    "45",
    "9000",
    "G-7",
    "1",
)
# The screens whose pages may be kept for everybody, as reviewed; a new one is added here on purpose.
SHARED = {
    "menu", "settings", "services", "service", "papers", "legal", "where", "question", "reference",
    "pay", "bill_reference", "claim_reference", "verify", "no_bills", "no_ways", "no_tax",
    "claim_matched", "claim_proposed", "claim_closed", "claim_refused", "help", "refreshing", "asked",
}  # fmt: skip


@pytest.fixture
def both(world: World) -> tuple[Handset, Handset]:
    world.shelf.put(AWA, case(1, note="Pour Awa"))
    world.shelf.put(MOUSSA, case(2, state="disponible", note="Pour Moussa"))
    return Handset(world, phone=AWA), Handset(world, phone=MOUSSA)


def test_each_phone_reads_its_own_cases(both: tuple[Handset, Handset]) -> None:
    awa, moussa = both
    awa.dial("1")
    moussa.dial("1")
    assert "Disponible" in moussa.last.text
    assert "Disponible" not in awa.last.text
    assert awa.say("1").splitlines()[0] == ids.spaced(case(1).reference)
    assert moussa.say("1").splitlines()[0] == ids.spaced(case(2).reference)


def test_each_phone_confirms_its_own_answers(both: tuple[Handset, Handset]) -> None:
    awa, moussa = both
    awa.dial("17")
    awa.say("1", *ANSWERS)
    moussa.dial("17")
    moussa.say("1", *OTHERS)
    assert "Moussa Keita" in moussa.last.text
    assert "Awa" not in moussa.last.text
    assert awa.say("98", "98").splitlines()[1] == "Numéro de la facture: F-12"
    assert moussa.say("98", "98").splitlines()[1] == "Numéro de la facture: G-7"


def test_only_reviewed_screens_keep_their_pages_for_everybody(both: tuple[Handset, Handset]) -> None:
    for phone in both:
        for way in (
            ("1", "1"),
            ("1", "9"),
            ("2",),
            ("3",),
            ("5", "5"),
            ("4", "17", "2"),
            ("17", "3"),
            ("10", "1"),
        ):
            phone.dial()
            phone.say(*way)
        phone.dial("17")
        phone.say("1", *ANSWERS, "98", "98", "2")
        assert phone.dial().startswith("Demande non terminée")
    kept = {str(key[0]) for key in both[0].world.conversation._steps._engine._kept}
    assert kept <= SHARED
    assert set(SCREENS) >= SHARED


def test_nothing_typed_is_readable_in_redis_or_in_the_log(world: World) -> None:
    phone = Handset(world)
    with structlog.testing.capture_logs() as lines:
        phone.dial("17")
        phone.say("1", *ANSWERS[:1], "x" * 9, "abc", *ANSWERS[2:], "98", "98")
        confirmed(phone)
        phone.say("9")
    stored = kept(world.redis)
    assert stored.count(b"s:") > 1
    # Three letters in a row, as "Awa", are met by chance among so many sealed bytes.
    for secret in ("Awa Traore", "Traore", "F-12", AWA, AWA[1:], "4821"):
        assert secret.encode() not in stored
        assert secret not in str(lines)
    assert "Awa" not in str(lines)
