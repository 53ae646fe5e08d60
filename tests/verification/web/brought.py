"""Deltas and lists as people bring them to the page of the bureau, and the page that they are brought to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.verification.web.bureau import REGISTERS, Bureau
from verification import delta, frames
from verification.signer import FileSigner
from verification.status_list import Status

PART = 48
LOAD = "registers.load().then((known) => known.lists.get('%s').number)"


def since(
    bureau: Bureau,
    key: FileSigner,
    changes: Mapping[int, Status],
    *,
    base: int = 7,
    number: int = 8,
    signer: FileSigner = REGISTERS,
) -> bytes:
    """The delta of ``key``'s list made a minute after the bureau opened."""
    old = replace(bureau.known.lists[key.kid], number=base)
    new = replace(old.with_status(changes), number=number, iat=bureau.now + timedelta(minutes=1))
    return delta.seal(delta.between(old, new, key.kid), signer, old.size)


def parts(data: bytes) -> list[str]:
    """As SMS: three small ones."""
    return list(frames.split(data, PART))


def bring(page: Page, texts: Sequence[str]) -> None:
    """Pasted into the card of the lists, as an inbox gives them; what was said before is wiped away."""
    page.evaluate("document.getElementById('brought-said').textContent = ''")
    page.evaluate("document.getElementById('exchange').open = true")
    page.locator("#brought textarea").fill("\n".join(texts))
    page.locator("#brought button").click()


def told(page: Page, words: str) -> None:
    expect(page.locator("#brought-said")).to_have_text(words)


def number(page: Page, key: FileSigner) -> int:
    """Of the list that the page judges by after opening it anew from what it keeps."""
    found: int = page.evaluate(LOAD % key.kid.hex())
    return found
