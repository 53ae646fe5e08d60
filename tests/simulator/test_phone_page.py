"""The handset page in a real browser: what a person sees and presses."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.phones import opened, phone
from tests.simulator.cast import AWA
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Answer, Gateway, Seen


@pytest.fixture
def page(browser: Browser, simulator: Simulator, gateway: Gateway) -> Iterator[Page]:
    """The phones at 1024 px, in front of a gateway with two screens."""

    def answer(seen: Seen) -> Answer:
        texts = {"": "CON Guichet Mali\n1 Suivre un dossier", "1": "END prêt"}
        return 200, {}, texts.get(dict(seen.form).get("text", ""), "CON Autre").encode()

    gateway.answer = answer
    with opened(browser, simulator.url, 1024, 768) as page:
        yield page


def test_a_session_by_the_real_keyboard(page: Page) -> None:
    awa = phone(page, "Awa")
    page.keyboard.type("*384#")
    page.keyboard.press("Enter")
    expect(awa.locator(".text")).to_have_text("Guichet Mali\n1 Suivre un dossier")
    expect(page.locator("#count")).to_have_text("32 / 160")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(awa.locator(".text")).to_have_text("prêt")
    expect(page.locator("#letters mark")).to_have_text("ê")
    expect(page.locator("#transcript")).to_have_text("1")
    expect(awa.locator(".left")).to_have_text("OK")


def test_a_session_by_the_keys_of_the_phone(page: Page, gateway: Gateway) -> None:
    sena = phone(page, "Sena")
    for key in "*384*17#":
        sena.locator(f'[data-key="{key}"]').click()
    sena.locator(".call").click()
    expect(sena.locator(".text")).to_have_text("Autre")
    sena.locator('[data-key="#"]').click()
    for key in "22633":
        sena.locator(f'[data-key="{key}"]').click()
    expect(sena.locator(".line")).to_have_value("bme")
    sena.locator(".wipe").click()
    sena.locator(".left").click()
    gateway.wait("/ussd/africastalking/demo", 2)
    assert gateway.seen[-1].field("text") == "17*bm"
    sena.locator(".hang").click()
    gateway.wait("/events")


def test_an_sms_is_announced_read_and_answered(page: Page, simulator: Simulator, gateway: Gateway) -> None:
    awa = phone(page, "Awa")
    simulator.world.inbox.receive(AWA, "36035", "Votre dossier est disponible")
    expect(awa.locator(".mail")).to_have_text("✉ 1")
    awa.locator(".left").click()
    awa.locator(".messages button").click()
    expect(awa.locator(".thread .theirs p")).to_have_text("Votre dossier est disponible")
    expect(awa.locator(".mail")).to_be_hidden()
    awa.locator(".left").click()
    page.keyboard.type("Merci")
    page.keyboard.press("Enter")
    expect(awa.locator(".text")).to_have_text("Message envoyé.")
    assert gateway.wait("/inbound")[0].field("text") == "Merci"


def test_a_fault_ordered_beside_the_phone_strikes_the_next_request(page: Page) -> None:
    awa = phone(page, "Awa")
    page.locator('[data-fault="drop"]').click()
    expect(page.locator("#ordered")).to_have_text("session perdue")
    page.locator('[data-fault="repeat"]').click()
    expect(page.locator("#ordered")).to_have_text("session perdue, demande répétée")
    awa.locator(".line").fill("*384#")
    awa.locator(".call").click()
    expect(awa.locator(".text")).to_have_text("Erreur de connexion.")
    expect(page.locator("#copies")).to_contain_text("les mêmes octets")
    expect(page.locator("#ordered")).to_have_text("")


def test_another_number_joins_the_page(page: Page) -> None:
    page.locator("#add input[name=phone]").fill("+223 50 00 00 09")
    page.locator("#add input[name=name]").fill("Fanta")
    page.locator("#add button").click()
    expect(phone(page, "Fanta").locator(".operator")).to_have_text("Telecel Mali")


def test_nothing_is_fetched_from_elsewhere(browser: Browser, simulator: Simulator) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/phone", "/faults", "/providers/", "/administrations/apex/officer"):
        answer = page.goto(simulator.url + path)
        assert answer is not None
        assert "script-src 'self'" in answer.headers["content-security-policy"]
    page.close()
    assert all(url.startswith(simulator.url) for url in asked)


def test_messages_are_conversations_and_the_number_chooses_the_provider(
    page: Page, simulator: Simulator, gateway: Gateway
) -> None:
    awa, inbox = phone(page, "Awa"), simulator.world.inbox
    for sender, text in (("MAIRIE", "Un"), ("36036", "Deux"), ("MAIRIE", "Trois")):
        inbox.receive(AWA, sender, text, "Kannel")
    expect(awa.locator(".mail")).to_have_text("✉ 3")
    awa.locator(".left").click()
    expect(awa.locator(".messages button")).to_have_count(2)
    expect(awa.locator(".messages button b").first).to_contain_text("MAIRIE (2)")
    awa.locator(".messages button").first.click()
    expect(awa.locator(".thread p")).to_have_text(["Un", "Trois"])
    expect(awa.locator(".mail")).to_have_text("✉ 1")
    awa.locator(".left").click()
    expect(awa.locator(".to select")).to_have_value("36035")
    expect(awa.locator(".to option")).to_have_text(
        ["36035 · Africa's Talking", "36036 · Kannel", "36037 · Orange", "+15005550006 · Twilio"]
    )
    awa.locator(".to select").select_option("36036")
    awa.locator(".line").fill("SUIVI")
    awa.locator(".left").click()
    expect(awa.locator(".text")).to_have_text("Message envoyé.")
    with gateway.news:
        assert gateway.news.wait_for(lambda: any("/sms/kannel/" in each.path for each in gateway.seen), 60)
    expect(phone(page, "Moussa").locator(".to option")).to_have_count(3)


def test_an_outage_is_ordered_and_ended_beside_the_phones(page: Page, simulator: Simulator) -> None:
    page.locator("#sms-system").select_option("kannel")
    page.locator("#sms-fault").select_option("outage")
    page.locator("#sms-order").click()
    expect(page.locator("#sms-pending li")).to_contain_text("Kannel : outage")
    assert simulator.world.faults.lasts("kannel", "outage")
    page.locator("#sms-pending button").click()
    expect(page.locator("#sms-pending li")).to_have_count(0)
    assert not simulator.world.faults.lasts("kannel", "outage")
