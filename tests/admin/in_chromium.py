"""What people do at the console in a browser, and what is looked at on each of its pages."""

import re

from axe_core_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from tests.admin.staffed import Member
from tests.authenticator import fresh_half_minute

SIZES = {"1024": (1024, 768), "360": (360, 740)}
# What is in order need not be told: axe-core's report of it is most of what comes back.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}  # fmt: skip


def told(words: str) -> bool:
    """Chromium also tells what it cleared at log-out, and each refusal that a test asks for."""
    return not words.startswith("Clear-Site-Data header") and "404 (NOT FOUND)" not in words


def enter(page: Page, member: Member) -> None:
    """As a person does, by the keyboard. The code is judged in the half minute in which it was read."""
    page.goto("/admin/")
    page.get_by_label("Nom d'utilisateur").fill(member.name)
    page.get_by_label("Mot de passe").fill(member.password)
    with fresh_half_minute():
        page.get_by_label("Code à six chiffres").fill(member.code())
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(re.compile("/login"))


def arrive(page: Page, title: str) -> None:
    """What was pressed has led to the page of this title: the one before has faults of its own."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong (WCAG 2.2 AA) with the whole page."""
    page.wait_for_load_state()
    found = Axe().run(page, options=RULES)
    return [f"{page.url}: {fault['id']} {fault['nodes'][0]['target']}" for fault in found["violations"]]


# The page, and each list whose rows become small sheets on a phone: none of it stands outside the screen.
TOO_WIDE = """[document.documentElement, ...document.querySelectorAll(".scroll:has(> .stack)")]
    .some(each => each.scrollWidth > each.clientWidth)"""


def wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate(TOO_WIDE))
