"""How long the offline page takes from the text of a code to the verdict, in the Chromium of this machine."""

import json
import shutil
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright
from rich.console import Console

from bench.aims import Aim
from bench.pace import QUICK, Pace
from bench.progress import Progress
from bench.stage import Stage
from docs import seal_vectors
from verification.web.assets import HERE, READER

VERDICT_MS_MAX = 50.0
TIMES, TIMES_QUICK = 300, 30
# A page of this address is a secure context, which WebCrypto asks for; nothing listens there.
ADDRESS = "http://localhost/"
_OPEN = """async ([root, trusted, listed, filtered]) => {
  const bytes = (hex) => new Uint8Array(hex.match(/../g).map((two) => parseInt(two, 16)));
  const trust = await bundle.open(bytes(trusted), [root], null);
  window.known = { bundle: trust, lists: new Map(), filters: new Map(), heard: 0 };
  for (const each of listed) { const found = await lists.open(bytes(each), trust); known.lists.set(found.kid, found); }
  const issued = await lists.openFilter(bytes(filtered), trust);
  known.filters.set(issued.kid, issued);
}"""
_JUDGE = """async ([text, host, device, times]) => {
  const took = [];
  for (let at = 0; at < times; at += 1) {
    const start = performance.now();
    const found = await verdict.examine(text, [host], known, { device: device, heard: 0 });
    took.push(performance.now() - start);
    if (found.word !== "VALID") throw new Error(found.word);
  }
  return took;
}"""


@dataclass(frozen=True)
class Verdicts:
    """Milliseconds from text to verdict: the first, which imports the key, and then. None without Chromium."""

    first_ms: float | None
    median_ms: float | None
    p95_ms: float | None


def runs(_: Pace) -> int:
    """How many stretches of work ``compare`` announces."""
    return 1


def compare(_: Stage, pace: Pace, progress: Progress) -> Verdicts:
    """One certificate with every field, its list and its filter; nothing is fetched."""
    progress.next("the offline page in Chromium")
    chromium = shutil.which("chromium")
    if chromium is None:
        return Verdicts(None, None, None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        took = _measured(browser.new_page(), TIMES_QUICK if pace is QUICK else TIMES)
        browser.close()
    return Verdicts(took[0], median(took[1:]), quantiles(took[1:], n=20)[-1])


def show(console: Console, found: Verdicts) -> None:
    """One line."""
    if found.median_ms is None:
        console.print("NOT RUN: chromium is not installed")
        return
    later = f"then {found.median_ms:.2f} ms (p95 {found.p95_ms:.2f})"
    console.print(f"Offline page: the first verdict {found.first_ms:.1f} ms, {later}.")


def aims(found: Verdicts) -> list[Aim]:
    """The slowest verdict is the first."""
    if found.first_ms is None:
        return []
    return [Aim("Offline verdict in desktop Chromium, the first", found.first_ms, VERDICT_MS_MAX, unit=" ms")]


def _measured(page: Page, times: int) -> list[float]:
    vectors: dict[str, Any] = json.loads(seal_vectors.PATH.read_text(encoding="utf-8"))
    page.route("**/*", _empty)
    page.goto(ADDRESS)
    for name in READER:
        if name != "registers.js":
            page.add_script_tag(path=HERE / "static" / name)
    registers = vectors["registers"]
    listed = [sealed for name, sealed in registers["lists"].items() if name != "apex, number 1"]
    page.evaluate(
        _OPEN, [vectors["keys"]["root"]["cose_key"], registers["bundle"], listed, registers["filter"]]
    )
    whole = next(each for each in vectors["verdicts"] if each["name"] == "whole")
    device = seal_vectors.NOON.timestamp() + 3 * 3600
    took: list[float] = page.evaluate(_JUDGE, [whole["text"], vectors["host"], device, times])
    return took


def _empty(route: Route) -> None:
    route.fulfill(content_type="text/html", body="<!doctype html><title>bench</title>")
