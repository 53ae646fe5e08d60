"""Goods that may not leave are refused as soon as they are known: before a deposit, so before any payment."""

from dataclasses import replace
from datetime import date

import pytest

from catalogue.loader import load
from catalogue.papers import Papers
from catalogue.prohibition import Prohibitions
from conversation.effects import Deposit
from conversation.prohibited import prohibited
from kernel.gsm import septets
from tests.conversation.test_a_request import ANSWERS, confirmed
from tests.conversation.world import Handset, World

DAY = date(2026, 11, 21)
REFUSED = (
    "SH 120721: Graine et tourteau de coton\nExportation interdite: réservés au Mali.\n"
    "Rien n'est déposé ni payé.\n1 Autre code SH\n2 Abandonner\n00 Accueil"
)


def refused(phone: Handset, code: str = "120721") -> str:
    """Answer up to the destination; what the phone then shows."""
    phone.dial("17")
    phone.say("1", *ANSWERS[:2], code, ANSWERS[3])
    return phone.say(ANSWERS[4])


def test_a_prohibited_product_is_named_with_its_rule_and_nothing_is_stored(
    world: World, phone: Handset
) -> None:
    assert refused(phone) == REFUSED
    assert septets(phone.last.text) <= 160
    assert phone.say("2").startswith("Guichet")
    assert world.ledger.done == []
    # What was typed is dropped with it: a redial offers nothing to go on with.
    assert phone.dial().startswith("Guichet")


def test_another_code_goes_on_with_the_next_question(world: World, phone: Handset) -> None:
    refused(phone)
    assert phone.say("1").startswith("Code SH du produit ?")
    assert phone.say("120740").startswith("Nom du destinataire ?")
    phone.say(*ANSWERS[5:])
    confirmed(phone)
    [(_, effect)] = world.ledger.done
    assert isinstance(effect, Deposit)
    assert effect.answers["hs6"] == "120740"


def test_a_second_prohibited_code_is_refused_too(phone: Handset) -> None:
    refused(phone)
    assert phone.say("1", "100590").startswith("SH 100590: Maïs, riz local, sorgho, mil".replace("ï", "i"))


@pytest.mark.parametrize("typed", ["3", "98", "0", "120721"])
def test_no_other_answer_goes_round_it(world: World, phone: Handset, typed: str) -> None:
    refused(phone)
    assert REFUSED in phone.say(typed) or phone.last.text.startswith("Ce choix n'existe pas.")
    assert world.ledger.done == []


def test_a_correction_on_the_summary_is_looked_up_again(world: World, phone: Handset) -> None:
    phone.dial("17")
    phone.say("1", *ANSWERS, "98", "98", "2", "3")
    assert phone.say("120721") == REFUSED
    assert phone.say("1", "120740").startswith("Vérifiez: Certificat d'origine")
    assert world.ledger.done == []


def test_everything_dialled_at_once_stops_there(world: World, phone: Handset) -> None:
    phone.dial("*".join(("17", "1", *ANSWERS[:2], "120721", *ANSWERS[3:])))
    assert "SH 120721" in phone.last.text
    assert world.ledger.done == []


def test_a_prohibition_that_came_while_the_summary_was_read_stops_the_deposit(
    world: World, phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.dial("17")
    phone.say("1", *ANSWERS, "98", "98")
    assert "1 Confirmer" in phone.last.text
    sesame = load().papers.prohibitions.rules[0].model_copy(update={"prefixes": ("1207",)})
    monkeypatch.setattr(
        Papers, "prohibitions", property(lambda _: Prohibitions((sesame,))), raising=False
    )  # fmt: skip
    assert phone.say("1").startswith("SH 120740")
    assert world.ledger.done == []


@pytest.mark.parametrize(
    ("code", "code_of_rule"),
    [
        ("120721", "ml-coton"), ("230610", "ml-coton"), ("010229", "ml-bovins"), ("100590", "ml-cereales"),
        ("100829", "ml-cereales"), ("120740", None), ("151590", None), ("010410", None), ("710812", None),
    ],
)  # fmt: skip
def test_the_shipped_rules_stop_what_is_sourced_and_nothing_else(code: str, code_of_rule: str | None) -> None:
    catalogue = load()
    answers = {"hs6": code, "regime": "UEMOA", "destination": "SN"}
    rule = prohibited(catalogue, catalogue.services[17], answers, DAY)
    assert (rule.code if rule else None) == code_of_rule
    said = catalogue.hs_refusal(code, "UEMOA", "SN", DAY)
    assert (said is None) is (code_of_rule is None)


def test_a_rule_counts_on_its_days_for_its_regimes_and_destinations() -> None:
    [rule] = [rule for rule in load().papers.prohibitions.rules if rule.code == "ml-coton"]
    ended = rule.model_copy(update={"valid_to": date(2026, 11, 20)})
    only = rule.model_copy(update={"regimes": ("UEMOA",), "destinations": ("SN",)})
    assert Prohibitions((ended,)).on("120721", "UEMOA", "SN", DAY) is None
    assert Prohibitions((ended,)).on("120721", "UEMOA", "SN", date(2026, 11, 20)) == ended
    assert Prohibitions((only,)).on("120721", "UEMOA", "SN", DAY) == only
    assert Prohibitions((only,)).on("120721", "ZLECAF", "SN", DAY) is None
    assert Prohibitions((only,)).on("120721", "UEMOA", "CI", DAY) is None
    assert Prohibitions((rule,)).on("120721", "UEMOA", "SN", DAY, origin="BJ") is None


def test_nothing_is_judged_before_regime_and_destination_are_known() -> None:
    catalogue = load()
    service = catalogue.services[17]
    assert prohibited(catalogue, service, {"hs6": "120721"}, DAY) is None
    assert prohibited(catalogue, service, {"hs6": "120721", "regime": "UEMOA"}, DAY) is None
    assert prohibited(catalogue, service, {"regime": "UEMOA", "destination": "SN"}, DAY) is None


def test_a_service_without_such_a_question_is_never_stopped() -> None:
    catalogue = load()
    service = catalogue.services[17]
    unchecked = service.model_copy(
        update={"questions": tuple(q.model_copy(update={"check": None}) for q in service.questions)}
    )
    answers = {"hs6": "120721", "regime": "UEMOA", "destination": "SN"}
    assert prohibited(catalogue, unchecked, answers, DAY) is None
    assert prohibited(replace(catalogue, papers=Papers()), service, answers, DAY) is None
