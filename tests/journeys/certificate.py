"""Asking for a certificate of origin by Africa's Talking's wire, step by step."""

import re

from tests.cast import session_id
from tests.journeys.running import Running

ANSWERS = (
    "1", "Karité du Mali*SARL", "MA.BKO.2020.B.1234", "151590", "1", "1", "Négoce de Dakar", "Beurre de karité",
    "490", "24500", "F2026-9", "1",
)  # fmt: skip


def up_to_consent(town: Running, phone: str, session: str) -> str:
    """Answer everything; the transcript whose next input is the consent."""
    text = "17"
    screen = town.dial(text, session, phone)
    for answer in ANSWERS:
        text = f"{text}*{answer}"
        screen = town.dial(text, session, phone)
    while "98 Suite" in screen:
        text = f"{text}*98"
        screen = town.dial(text, session, phone)
    assert "1 Confirmer" in screen, screen
    return text


def deposited(town: Running, phone: str) -> tuple[str, str, str, str]:
    """Deposit; (reference, last screen, transcript, session)."""
    session = session_id()
    text = up_to_consent(town, phone, session) + "*1"
    end = town.dial(text, session, phone)
    return reference_in(end), end, text, session


def reference_in(screen: str) -> str:
    """The 12 digits of a screen that shows one."""
    found = re.search(r"Référence ([\d ]+)", screen)
    assert found, screen
    return "".join(re.findall(r"\d", found.group(1)))
