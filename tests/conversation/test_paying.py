"""Paying an invoice from a basic phone, as the citizen reads it: amount and fee first, one digit that commits."""

import pytest

from conversation.dues import Standing
from conversation.effects import Claim, Pay
from kernel.gsm import septets
from kernel.ids import spaced
from kernel.turn import TextMode
from tests.cast import AWA, KOFFI, MOUSSA
from tests.conversation.desk import QUITTANCE
from tests.conversation.world import Handset, World, case


@pytest.fixture
def koffi(world: World) -> Handset:
    """Koffi's phone, on MTN Benin."""
    return Handset(world, phone=KOFFI, code="*385#", network="61603")


def paid(world: World) -> list[Pay]:
    return [effect for _, effect in world.ledger.done if isinstance(effect, Pay)]


def test_an_invoice_is_paid_by_a_prompt_on_this_phone(world: World, koffi: Handset) -> None:
    reference = world.desk.put(KOFFI, 4500, "Certificat de residence", "BJ")
    koffi.dial()
    assert koffi.say("2", "1") == "A payer:\n1 Certificat de residence 4 500 F\n0 Retour 00 Accueil"
    assert koffi.say("1") == (
        f"Certificat de residence\nFacture {spaced(reference)}\nA payer: 4 500 F\n1 Payer\n2 J'ai déjà payé\n"
        "0 Retour 00 Accueil"
    )
    assert koffi.say("1") == "4 500 F: payer avec ?\n1 MTN MoMo (frais 45 F)\n0 Retour 00 Accueil"
    assert koffi.say("1") == (
        "Payer 4 500 F + frais 45 F = 4 545 F\nCertificat de residence\n"
        f"Facture {spaced(reference)}\nMTN MoMo: demande sur ce téléphone\n1 Confirmer\n0 Retour 00 Accueil"
    )
    assert paid(world) == []
    assert koffi.say("1") == (
        "Tapez votre code secret sur la demande MTN MoMo: 4 500 F + frais 45 F.\n"
        "La quittance arrive par SMS. Rien ne vient ? *385#"
    )
    assert not koffi.last.more
    assert paid(world) == [Pay("i-0", "mtn", 4500)]


def test_an_invoice_is_paid_by_a_code_to_dial(world: World, phone: Handset) -> None:
    world.desk.put(AWA)
    phone.dial("2*1*1*1")
    assert phone.last.text.startswith("1 900 F: payer avec ?\n1 Orange #144# (sans frais)\n2 Moov Money")
    phone.say("1")
    assert phone.last.text.splitlines()[0] == "Payer 1 900 F, sans frais"
    assert phone.say("1") == (
        "Composez #144#8*646116*1900*CODE# pour payer 1 900 F. CODE: votre code secret.\n"
        "Gardez le SMS de l'opérateur. Pas de quittance demain ? *384*2#"
    )
    phone.dial("2*1*1")
    assert phone.last.text.splitlines()[:2] == [
        "Composez #144#8*646116*1900*CODE#: 1 900 F.", "Déjà fait ? Ne payez pas deux fois.",
    ]  # fmt: skip
    assert phone.say("2").startswith("1 900 F: payer avec ?")


@pytest.mark.parametrize(
    ("standing", "digit"), [(Standing("open"), "2"), (Standing("to_dial", dial="#144#1#"), "1")],
    ids=["open", "given a code to dial"],
)  # fmt: skip
def test_who_paid_without_a_quittance_says_so_at_the_bill_itself(
    world: World, phone: Handset, standing: Standing, digit: str
) -> None:
    """Money that came by a code carries no reference: the payer need not type twelve digits beside the operator's."""
    reference = world.desk.put(AWA)
    world.desk.stand(reference, standing)
    world.desk.claims["MP150709.1341.A00073"] = "proposed"
    phone.dial("2*1*1")
    assert f"{digit} J'ai déjà payé" in phone.last.text
    assert phone.say(digit).startswith("Tapez le numéro de transaction")
    assert phone.say("MP150709.1341.A00073").startswith("C'est noté.")
    assert [effect for _, effect in world.ledger.done] == [Claim(reference, "MP150709.1341.A00073")]


def test_a_prompt_without_a_fee_says_so(world: World, koffi: Handset) -> None:
    world.desk.put(KOFFI, 50, "Certificat de residence", "BJ")
    koffi.dial("2*1*1*1*1")
    assert koffi.say("1").startswith("Tapez votre code secret sur la demande MTN MoMo: 50 F, sans frais.\n")


def test_what_is_above_the_limit_is_paid_in_parts_and_says_so(world: World, koffi: Handset) -> None:
    reference = world.desk.put(KOFFI, 3_000_000, "Droits", "BJ")
    koffi.dial("2*1*1*1")
    assert koffi.last.text.splitlines()[1] == "1 MTN MoMo: 2 000 000 F (frais 20 000 F)"
    assert koffi.say("1").splitlines()[:2] == [
        "Payer 2 000 000 F + frais 20 000 F = 2 020 000 F",
        "Une partie de 3 000 000 F, le reste après",
    ]
    koffi.say("98" if "98 " in koffi.last.text else "1")
    if koffi.last.more:
        koffi.say("1")
    assert paid(world) == [Pay("i-0", "mtn", 2_000_000)]
    world.desk.stand(reference, Standing("open"), paid_xof=2_000_000)
    koffi.dial("2*1*1")
    assert koffi.last.text.splitlines()[2] == "Reste à payer: 1 000 000 F sur 3 000 000 F"


def test_someone_else_pays_by_the_reference(world: World) -> None:
    reference = world.desk.put(AWA)
    moussa = Handset(world, phone=MOUSSA)
    moussa.dial("2*1")
    assert moussa.last.text == "Ce numéro n'a rien à payer ici.\n0 Retour 00 Accueil"
    moussa.dial("2*2")
    assert moussa.say(reference).startswith("Acte de naissance\n")
    assert AWA[4:] not in moussa.last.text
    moussa.say("1", "2", "1")
    assert moussa.last.text.startswith(
        "Tapez votre code secret sur la demande Moov Money: 1 900 F + frais 19 F."
    )


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("260000000000", "Un chiffre est faux."), ("26", "Il faut 12 chiffres."), (QUITTANCE, "Aucune facture")],
    ids=["mistyped", "short", "nobody's"],
)
def test_a_reference_of_no_invoice_is_asked_again(phone: Handset, typed: str, reason: str) -> None:
    phone.dial("2*2")
    assert phone.say(typed).startswith(reason)
    assert "Tapez la référence de la facture" in phone.last.text


@pytest.mark.parametrize("mode", TextMode)
@pytest.mark.parametrize("more", ["", "*1", "*1*1", "*98*1"])
def test_dialling_through_stops_where_money_is_consented_to(world: World, mode: TextMode, more: str) -> None:
    world.desk.put(AWA)
    phone = Handset(world, mode)
    phone.dial(f"2*1*1*1*2{more}")
    assert phone.last.text.startswith("Payer 1 900 F + frais 19 F = 1 919 F")
    assert paid(world) == []


def test_a_payment_under_way_offers_no_second_one(world: World, phone: Handset) -> None:
    reference = world.desk.put(AWA)
    phone.dial("2*1*1*1*2")
    phone.say("1")
    phone.dial("2*1*1")
    assert phone.last.text.startswith(
        "Paiement en cours, ne payez pas deux fois.\nMoov Money: 1 900 F, demandé "
    )
    assert "1 Actualiser" in phone.last.text
    assert "Payer" not in "".join(phone.last.text.splitlines()[-2:])
    assert phone.say("2").startswith("Ce choix n'existe pas.")
    world.desk.stand(reference, Standing("paid", quittance=QUITTANCE), state="paid", paid_xof=1900)
    assert phone.say("1").splitlines()[2:4] == ["Déjà payée.", f"Quittance {spaced(QUITTANCE)}"]


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing("waiting"), "Un paiement est déjà en cours pour cette facture. Ne payez pas deux fois."),
        (Standing("paid"), "Cette facture est déjà payée: rien n'est pris."),
        (Standing("closed"), "Cette facture n'est plus à payer: rien n'est pris."),
    ],
    ids=["somebody else is paying", "somebody else has paid", "cancelled meanwhile"],
)
def test_what_changed_while_one_hesitated_is_told_and_nothing_begins(
    world: World, phone: Handset, standing: Standing, words: str
) -> None:
    reference = world.desk.put(AWA)
    phone.dial("2*1*1*1*2")
    world.desk.stand(reference, standing)
    assert phone.say("1").startswith(words)
    assert not phone.last.more


def test_a_rail_that_closed_meanwhile_is_told(world: World, phone: Handset) -> None:
    world.desk.put(AWA)
    phone.dial("2*1*1*1*2")
    world.desk.rails = frozenset()
    assert phone.say("1").startswith("Cet opérateur ne prend pas ce paiement en ce moment: rien n'est pris.")


def test_without_any_rail_the_counter_is_named(world: World, phone: Handset) -> None:
    world.desk.put(AWA)
    world.desk.rails = frozenset()
    phone.dial("2*1*1*1")
    assert phone.last.text.startswith("Aucun opérateur ne prend ce paiement par téléphone.")


def test_the_invoice_of_a_country_is_paid_by_its_rails_wherever_one_dials(world: World) -> None:
    reference = world.desk.put(KOFFI, 2000, "Certificat", "BJ")
    awa = Handset(world)
    awa.dial("2*2")
    assert "MTN MoMo" in awa.say(reference, "1")


def test_a_request_with_a_fee_ends_with_the_way_to_pay(world: World, phone: Handset) -> None:
    world.ledger.state = "a_payer"
    phone.dial("17")
    phone.say("1", "Awa Traore", "MA.BKO.2020.B.1234", "120740", "2", "1", "Negoce SA", "Sesame", "30")
    phone.say("1500", "F-12", "1", "98", "98")
    assert phone.say("1").splitlines()[-1] == "Payez les frais: *384*2#"


def test_a_case_that_waits_for_its_fee_is_paid_from_its_own_screen(world: World, phone: Handset) -> None:
    view = case(3, state="a_payer")
    world.shelf.put(AWA, view)
    phone.dial("1*1")
    assert "1 Payer les frais" in phone.last.text
    assert phone.say("1").startswith("Aucune facture avec cette référence.")
    owed = world.desk.find(world.desk.put(AWA))
    assert owed is not None
    world.desk.bills[view.reference] = AWA, owed, Standing("open")
    assert phone.say("1").startswith("Acte de naissance\n")


def test_every_screen_of_paying_fits(world: World, koffi: Handset) -> None:
    world.desk.put(KOFFI, 2_000_000, "M" * 40, "BJ")
    koffi.dial()
    for typed in ("2", "1", "1", "1", "1", "98", "1"):
        if koffi.last.more:
            assert septets(koffi.say(typed)) <= 160
    assert koffi.last.name == "end.pay_push"
