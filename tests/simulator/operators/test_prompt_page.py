"""The PIN prompt, the payer's page and an operator's desk in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.phones import opened, phone
from tests.simulator.conftest import Simulator
from tests.simulator.operators.merchant import SENA, mtn_new, mtn_status


@pytest.fixture
def page(browser: Browser, simulator: Simulator) -> Iterator[Page]:
    with opened(browser, simulator.url, 1280, 900) as page:
        yield page


def test_a_prompt_pops_up_and_is_paid_on_the_keypad(page: Page, simulator: Simulator) -> None:
    id_ = mtn_new(simulator)
    koffi = phone(page, "Koffi")
    expect(koffi.locator(".text")).to_have_text(
        "MTN MoMo: payer 3000 F a GUICHET ? 1 PIN pour confirmer, 0 annuler"
    )
    for key in "0000":
        koffi.locator(f'[data-key="{key}"]').click()
    koffi.locator(".left").click()
    expect(koffi.locator(".text")).to_contain_text("PIN incorrect. Il reste 2 essais.")
    for key in "1234":
        koffi.locator(f'[data-key="{key}"]').click()
    koffi.locator(".left").click()
    expect(koffi.locator(".text")).to_contain_text("Paiement de 3000 F effectué.")
    assert mtn_status(simulator, id_).json["status"] == "SUCCESSFUL"


def test_a_session_is_not_taken_away_by_a_prompt(page: Page, simulator: Simulator) -> None:
    sena = phone(page, "Sena")
    sena.locator(".line").fill("*384#")
    sena.locator(".call").click()
    expect(sena.locator(".text")).to_contain_text("Suivre un dossier")
    mtn_new(simulator, payer={"partyIdType": "MSISDN", "partyId": SENA[1:]})
    with page.expect_response(lambda answer: answer.url.endswith("/phone/api/prompts")):
        pass
    expect(sena.locator(".text")).to_contain_text("Suivre un dossier")
    sena.locator(".hang").click()
    expect(sena.locator(".text")).to_contain_text("payer 3000 F")
    sena.locator(".right").click()
    expect(sena.locator(".text")).to_have_text("Paiement annulé.")


def test_the_desk_of_an_operator_presses_its_buttons(page: Page, simulator: Simulator) -> None:
    simulator.fault("mtn", "auto-approve")
    mtn_new(simulator)
    page.goto(simulator.url + "/operators/mtn/")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.reload()
    page.get_by_role("button", name="Annuler le paiement").click()
    expect(page.locator(".chip")).to_have_text("annulé")
