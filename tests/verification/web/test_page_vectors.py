"""The page's reader and the server's say the same: on the published vectors, on altered texts and on odd claims."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from docs import seal_vectors
from tests.verification.web.bureau import APEX, HOST, SERIALS, Bureau
from tests.verification.web.conftest import served, watched
from verification import base41, base45, cbor, cose, link
from verification.claims import CIVIL, DOCUMENT, EXP, IAT, ISS
from verification.known import Clocks
from verification.verdict import examine

FILE: dict[str, Any] = json.loads(seal_vectors.PATH.read_text(encoding="utf-8"))
ALTERED = 400
OPEN = """async ([root, trusted, listed, filtered]) => {
  const bytes = (hex) => new Uint8Array((hex.match(/../g) || []).map((two) => parseInt(two, 16)));
  const trust = await bundle.open(bytes(trusted), [root], null);
  const known = { bundle: trust, lists: new Map(), filters: new Map(), heard: 0 };
  const keep = (map, found) => map.set(found.kid, found);
  for (const each of listed) keep(known.lists, await lists.open(bytes(each), trust));
  for (const each of filtered) keep(known.filters, await lists.openFilter(bytes(each), trust));
  const judge = (text, device, hosts) => verdict.examine(text, hosts, known, { device: device, heard: 0 });
  window.judged = (texts, hosts) => Promise.all(texts.map(([text, device]) => judge(text, device, hosts)))
    .then((all) => all.map((found) => [found.word, found.reasons, found.listAge, found.clockWrong]));
  window.bytes = bytes;
}"""


OBJECTS = """() => [Object.prototype, Array.prototype, Map.prototype, Function.prototype].map(
  (each) => Object.getOwnPropertyNames(each).sort().join())
  .concat([String({}.polluted), String({}.word), String([].polluted)])"""


@dataclass
class Reader:
    """The page's JavaScript, with registers opened in it."""

    page: Page

    def open(self, root: str, trusted: str, listed: list[str], filtered: list[str]) -> None:
        self.page.evaluate(OPEN, [root, trusted, listed, filtered])

    def judged(self, texts: list[tuple[str, float]], hosts: list[str]) -> list[Any]:
        found: list[Any] = self.page.evaluate("([texts, hosts]) => judged(texts, hosts)", [texts, hosts])
        return found


@pytest.fixture(scope="module")
def reader(browser: Browser, bureau: Bureau) -> Iterator[Reader]:
    with served(bureau) as pages, watched(browser, pages) as context:
        page = context.new_page()
        page.goto(f"{pages.url}/V/")
        yield Reader(page)


def test_every_published_vector(reader: Reader) -> None:
    registers = FILE["registers"]
    newest = [sealed for name, sealed in registers["lists"].items() if name != "apex, number 1"]
    reader.open(FILE["keys"]["root"]["cose_key"], registers["bundle"], newest, [registers["filter"]])
    texts = [(each["text"], datetime.fromisoformat(each["device"]).timestamp()) for each in FILE["verdicts"]]
    said = reader.judged(texts, [FILE["host"]])
    for vector, found in zip(FILE["verdicts"], said, strict=True):
        expected = [vector["verdict"], vector["reasons"], vector["list_age_s"], vector["clock_wrong"]]
        assert found == expected, (vector["name"], vector["when"])


def test_the_next_root_and_the_older_list(reader: Reader) -> None:
    registers, root = FILE["registers"], FILE["keys"]["root"]["cose_key"]
    reader.open(root, registers["bundle"], [], [])
    opened = """async ([root, first, second, held]) => {
      const one = await bundle.open(bytes(first), [root], null);
      return bundle.open(bytes(second), [root], held ? one : null)
        .then((found) => found.number, (error) => error.reason);
    }"""
    first, second = registers["bundle"], registers["bundle_of_next_root"]
    assert reader.page.evaluate(opened, [root, first, second, True]) == 2
    assert reader.page.evaluate(opened, [root, first, second, False]) == "root"
    older = (
        "([hex]) => bundle.open(bytes(hex), [OFFICE.root, arguments], { number: 9 }).catch((e) => e.reason)"
    )
    older = older.replace("[OFFICE.root, arguments]", json.dumps([root]))
    assert reader.page.evaluate(older, [first]) == "older"


def test_altered_texts_and_odd_claims(reader: Reader, bureau: Bureau) -> None:
    """Bad-input rows 51 to 53: whatever is done to a text, both readers give the same word for the same reason."""
    _open(reader, bureau)
    texts = [*altered(list(bureau.texts.values())), *odd_claims(bureau), *odd_tokens()]
    at = bureau.now.timestamp() + 100
    said = reader.judged([(text, at) for text in texts], [HOST])
    for text, found in zip(texts, said, strict=True):
        own = _own(bureau, text, at)
        assert found == own, text


@pytest.mark.parametrize("name", ["__proto__", "constructor", "prototype", "toString", "word"])
def test_names_that_objects_have_already_are_only_names(reader: Reader, bureau: Bureau, name: str) -> None:
    """ASVS V15.3.6: truly signed, and each a map under such a name; every object of the page stays as it was."""
    _open(reader, bureau)
    before = reader.page.evaluate(OBJECTS)
    iat = int(bureau.now.timestamp()) + 10
    inner: dict[Any, Any] = {0: 9, 1: 1, 2: int(SERIALS[9]), 15: 0}
    evil = {"word": "VALID", name: {"polluted": "yes"}, "polluted": "yes"}
    odd = [
        {IAT: iat, DOCUMENT: inner | {name: evil}}, {IAT: iat, DOCUMENT: inner, name: evil},
        {IAT: iat, DOCUMENT: inner, CIVIL: {name: evil}}, {IAT: iat, DOCUMENT: inner, CIVIL: {name: "yes"}},
    ]  # fmt: skip
    texts = [link.compose(HOST, cose.sign1(APEX, cbor.dumps(claims))) for claims in odd]
    at = bureau.now.timestamp() + 100
    said = reader.judged([(text, at) for text in texts], [HOST])
    assert said == [_own(bureau, text, at) for text in texts]
    # The register that a device keeps and the words of a page are JSON: read back, the name is there and gives nothing.
    kept = f'{{"{name}": {{"polluted": "yes"}}, "office": "x"}}'
    assert (
        reader.page.evaluate(
            "(text) => new Response(text).json().then((found) => found.polluted || '')", kept
        )
        == ""
    )
    assert reader.page.evaluate(OBJECTS) == before


def _open(reader: Reader, bureau: Bureau) -> None:
    served_now = bureau.served
    trusted = served_now["bundle", b""].hex()
    listed = [body.hex() for (kind, _), body in served_now.items() if kind == "list"]
    filtered = [body.hex() for (kind, _), body in served_now.items() if kind == "filter"]
    reader.open(bureau.known.bundle.root.cose.hex(), trusted, listed, filtered)


def _own(bureau: Bureau, text: str, at: float) -> list[Any]:
    found = examine(text, frozenset({HOST}), bureau.known, Clocks(datetime.fromtimestamp(at, UTC)))
    return [found.word, [str(each) for each in found.reasons], found.list_age_s, found.clock_wrong]


def altered(texts: list[str]) -> Iterator[str]:
    """Cuts, swaps, other symbols, other forms; the guard made right again in half of them."""
    dice = random.Random(41)
    signs = base41.ALPHABET + "abc %*$#éɛ\n\0"
    for _ in range(ALTERED):
        head, mark, body = dice.choice(texts).partition("#")
        found = list(body)
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(found))
            dice.choice((lambda f, i: f.pop(i), lambda f, i: f.__setitem__(i, dice.choice(signs)),
                         lambda f, i: f.insert(i, dice.choice(signs))))(found, at)  # fmt: skip
        body = "".join(found)
        if dice.random() < 0.5 and all(sign in base41.VALUES for sign in body):
            body = body[:-1] + base41.guard(body[:-1])
        yield dice.choice(
            (f"{head}{mark}{body}", body, f"{head.lower()}{mark}{body}", f"{head}?{mark}{body}")
        )


def odd_claims(bureau: Bureau) -> Iterator[str]:
    """Truly signed by the ministry's key, and not what a Guichet writes."""
    iat = int(bureau.now.timestamp()) + 10  # after the filter, which does not speak of them
    inner: dict[Any, Any] = {0: 9, 1: 1, 2: int(SERIALS[9]), 15: 0}
    outer: dict[Any, Any] = {IAT: iat, DOCUMENT: inner}
    inside: list[dict[Any, Any]] = [
            {99: "later"}, {1: 6}, {1: 0}, {15: 3}, {15: -1}, {1: True}, {2: 1}, {2: int(SERIALS[9]) + 1}, {2: 10**13},
            {3: ""}, {3: "a\nb"}, {3: "é" * 100}, {3: "é" * 101}, {3: "a\u200bb"}, {3: "\U000e0001"}, {3: "ɛɔɲŋ"},
            {3: 7},
            {6: "bj"}, {6: "BEN"}, {7: 10_121}, {7: 1_000_000}, {10: 2**53 - 1}, {10: 2**53}, {10: 2**63}, {10: -1},
            {16: 5}, {20: []}, {20: [[120740, "X", None, None]]}, {20: [[120740, "X", None]]},
            {20: [[1, "X", 1, True]]},
            {20: [[120740, "X", 1, 1]] * 9}, {21: bytes(15)}, {21: bytes(16)}, {"text": 1}, {2**60: 1},
    ]  # fmt: skip
    outside: list[dict[Any, Any]] = [
            {EXP: iat - 5}, {EXP: True}, {EXP: 253402300800}, {EXP: 253402300799}, {ISS: "ML-APEX"}, {ISS: "ML-OTHER"},
            {ISS: ""}, {CIVIL: {}}, {CIVIL: {1: "x"}}, {CIVIL: {50: "x"}}, {CIVIL: {"a": 1}}, {CIVIL: [1]}, {IAT: "x"},
            {DOCUMENT: []}, {DOCUMENT: {0: 1}}, {7: b"cti"}, {8: [[[[[[1]]]]]]}, {8: [[[[[[[1]]]]]]]},
    ]  # fmt: skip
    maps = [*(outer | {DOCUMENT: inner | extra} for extra in inside), *(outer | extra for extra in outside)]
    payloads = [cbor.dumps(each) for each in maps]
    whole = payloads[0]
    payloads += [
        b"",
        whole[:-1],
        whole + b"\0",
        b"\xbf\xff",
        b"\x80",
        whole.replace(b"\x0f\x00", b"\x0f\x18\x00", 1),
    ]
    pairs = [cbor.dumps(key) + cbor.dumps(value) for key, value in outer.items()]
    payloads += [b"\xa2" + b"".join(reversed(pairs)), b"\xa3" + pairs[0] + b"".join(pairs)]
    for payload in payloads:
        yield link.compose(HOST, cose.sign1(APEX, payload))


def odd_tokens() -> Iterator[str]:
    """Shapes around a payload: headers, tags, signatures that are none."""
    kid, signature = APEX.kid, bytes(64)
    headers: list[Any] = [
        {1: -7, 4: kid}, {1: -9, 4: kid}, {1: -8, 4: kid}, {1: True, 4: kid}, {1: 2**60, 4: kid}, {1: "ES256", 4: kid},
        {1: -7, 4: bytes(32)}, {1: -7, 4: bytes(33)}, {1: -7}, {1: -7, 4: kid, 16: ""}, {1: -7, 4: kid, 16: "x"},
        {1: -7, 4: kid, 16: 5}, {1: -7, 4: kid, 5: 1}, [],
    ]  # fmt: skip
    for header in headers:
        parts = [cbor.dumps(header), {}, b"\xa0", signature]
        yield link.compose(HOST, cbor.dumps(cbor.Tag(18, parts)))
    parts = [cbor.dumps(headers[0]), {}, b"\xa0", signature]
    shapes: list[Any] = [
        cbor.Tag(17, parts), parts, cbor.Tag(18, [*parts, 1]), cbor.Tag(18, [parts[0], {1: 1}, *parts[2:]]),
        cbor.Tag(18, [*parts[:3], bytes(63)]), cbor.Tag(18, [parts[0], {}, None, signature]), 5, None, "x",
    ]  # fmt: skip
    for odd in shapes:
        yield link.compose(HOST, cbor.dumps(odd))
    for raw in (
        b"\xfb" + bytes(8),
        b"\x9f\xff",
        b"\x18\x05",
        b"\x5b" + b"\xff" * 8,
        b"\x9b" + b"\xff" * 8,
        b"\xf8\x14",
    ):
        yield link.compose(HOST, raw)
    for packed in (b"\x78\x9c\x03\x00", b"\x78\x9c" + bytes(40)):
        yield base45.encode(packed)
