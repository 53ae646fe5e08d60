"""The page's deltas, frames and codes are the core's own: what one writes the other reads, and both refuse the same."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page

from tests.verification.web.bureau import APEX, REGISTERS, Bureau
from tests.verification.web.conftest import served, watched
from verification import base41, cbor, cose, delta, frames, golomb
from verification.admission import admit_delta
from verification.status_list import BYTES_MAX, ListRefused, Status

JOINED = """async (texts) => {
  const found = await new frames.Collector().add(texts.join(" "));
  return found.wholes.map(cbor.hex);
}"""
APPLIED = """async ([hexes, kid]) => {
  const known = await registers.load(), held = known.lists.get(kid), said = [];
  for (const hex of hexes) {
    const data = new Uint8Array(hex.match(/../g).map((two) => parseInt(two, 16)));
    said.push(await delta.open(data, known.bundle).then((found) => delta.apply(found, held))
      .then((found) => [found.number, found.iat, found.exp, found.statuses.length,
        Array.from(found.statuses).map((b, i) => b ? [i, b] : 0).filter(Boolean)], (error) => error.reason));
  }
  return said;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, bureau: Bureau) -> Iterator[Page]:
    with served(bureau) as pages, watched(browser, pages) as context:
        found = context.new_page()
        found.goto(f"{pages.url}/V/")
        found.evaluate("registers.refresh().then(() => null)")
        yield found


def test_changes_are_put_on_as_the_core_does(page: Page, bureau: Bureau) -> None:
    """Hundreds of random sets, every status, the ends of the list; and what its key signed without a meaning."""
    updates = [*_random(bureau), *_odd(bureau)]
    said = page.evaluate(APPLIED, [[each.hex() for each in updates], APEX.kid.hex()])
    assert len({str(each) for each in said}) > len(said) // 2
    for update, found in zip(updates, said, strict=True):
        assert found == _own(bureau, update), update.hex()


def _own(bureau: Bureau, update: bytes) -> Any:
    try:
        made = admit_delta(update, bureau.known.bundle, bureau.known.lists[APEX.kid])
    except ListRefused as refused:
        return refused.reason_code
    places = [[at, byte] for at, byte in enumerate(made.statuses) if byte]
    return [made.number, made.iat.timestamp(), made.exp.timestamp(), len(made.statuses), places]


def _random(bureau: Bureau) -> Iterator[bytes]:
    dice, size = random.Random(35), bureau.known.lists[APEX.kid].size
    # Beyond its end a list grows, up to half a megabyte.
    ends = [0, size - 1, size, size + 5, 7 * size, BYTES_MAX * 4 - 1, BYTES_MAX * 4]
    for _ in range(60):
        chosen = dice.sample(range(size), dice.choice((0, 1, 2, 20, 300)))
        changes = {index: dice.choice(list(Status)) for index in [*chosen, *dice.sample(ends, 1)]}
        made = delta.Delta(
            list_kid=APEX.kid, base=7, number=dice.choice((8, 9, 300)), iat=bureau.now + timedelta(seconds=5),
            changes=changes,
        )  # fmt: skip
        yield delta.seal(made, dice.choice((APEX, REGISTERS)), dice.choice((size, size, size * 900)))


def _odd(bureau: Bureau) -> Iterator[bytes]:
    kid, iat, size = APEX.kid, int(bureau.now.timestamp()), bureau.known.lists[APEX.kid].size
    coded = [3, 2, golomb.encode([4, 9], 3)]
    sets: list[Any] = [
        {}, {1: coded}, {1: coded, 2: coded}, {4: coded}, {-1: coded}, {"1": coded}, {1: coded[:2]},
        {1: [25, 1, b"\0"]},
        {1: [0, 9, b"\xff"]}, {1: [0, 1, b"\0\0"]}, {1: [0, 1, b"\x01"]}, {1: [0, 0, b""]}, {1: [0, 0, b"\0"]},
        {1: [2, 1, b"\xff" * 600]}, {1: [0, 4096, b"\xff" * 600]}, {1: [3, 2, "text"]}, [],
        {1: [4, 1, golomb.encode([size], 12)]}, {1: [12, 1, golomb.encode([size], 12)]},
    ]  # fmt: skip
    payloads: list[Any] = [[b"", 7, 8, iat, each] for each in sets]
    payloads += [
        [kid, 7, 8, iat, {}], [kid[:3], 7, 8, iat, {}], [b"", -1, 8, iat, {}], [b"", 7, "8", iat, {}], [b"", 7, 8, iat],
        [b"", 7, 8, iat, {}, 1], [b"", 7, 8, 253402300800, {}], {1: 2}, [b"", 7, 7, iat, {}], [b"", 9, 8, iat, {}],
        [b"", 6, 8, iat, {}],
    ]  # fmt: skip
    for payload in payloads:
        yield cose.sign1(APEX, cbor.dumps(payload), aad=delta.AAD)
    yield cose.sign1(APEX, cbor.dumps(payloads[0]))


@pytest.mark.parametrize("size", [0, 1, 343, 344, 1000, 20_000, 22_000])
def test_what_the_page_splits_the_core_joins_and_back(page: Page, size: int) -> None:
    data = random.Random(size).randbytes(size)
    texts = page.evaluate("(all) => frames.split(new Uint8Array(all))", list(data))
    assert frames.join(texts) == data
    own = list(frames.split(data))
    random.Random(size).shuffle(own)
    assert page.evaluate(JOINED, own) == [data.hex()]


@pytest.mark.parametrize(
    "length", [1, 20, 21, 90, 154, 155, 178, 221, 311, 366, 419, 528, 529, 600, 734, 816, 909, 970]
)
def test_the_codes_of_every_version_are_read_by_another_program(page: Page, length: int) -> None:
    """The greatest lengths of versions 1 to 20 of ISO/IEC 18004, table 7, level M, and some between."""
    dice = random.Random(length)
    text = "".join(dice.choice(base41.ALPHABET) for _ in range(length))
    rows = page.evaluate("(text) => symbol.of(text).map((row) => Array.from(row))", text)
    dark = np.pad(np.array(rows, dtype=np.uint8), 4)
    picture = np.kron(255 * (1 - dark), np.ones((4, 4), dtype=np.uint8)).astype(np.uint8)
    [code] = zxingcpp.read_barcodes(picture)
    assert code.text == text
    assert len(rows) <= 97
    assert page.evaluate("try { symbol.of('A'.repeat(971)) } catch (error) { error.name }") == "RangeError"
