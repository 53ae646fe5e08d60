"""The system's Chromium, as every test of a page starts it."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

from tests import needs

# Root has no sandbox in a container, and nothing may reach past loopback.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
# Playwright's own patience is 5 s for what a page will show: too little for a machine that stands still now and then.
PATIENCE_MS = 60_000
START_MS = 180_000


@contextmanager
def started() -> Iterator[Browser]:
    """Playwright runs a loop in this thread until the end: what signs papers meanwhile needs another."""
    path = needs.program("chromium")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=START_MS)
        yield browser
        browser.close()
