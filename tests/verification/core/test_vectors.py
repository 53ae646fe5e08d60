"""docs/seal.md keeps its word: its vectors are those that the code makes, and a reader needs nothing but the file."""

import json
import re
from datetime import datetime
from typing import Any

import pytest

from docs import seal_vectors
from tests.rooms import ROOT
from verification import base41, bundle, keys, link, token
from verification.admission import admit_delta, admit_filter, admit_list
from verification.fields import FIELDS
from verification.incomplete import Incomplete
from verification.known import Clocks, Known
from verification.verdict import examine
from verification.word import Word

FILE: dict[str, Any] = json.loads(seal_vectors.PATH.read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "seal.md").read_text(encoding="utf-8")


def key(name: str) -> keys.PublicKey:
    return keys.from_cose(bytes.fromhex(FILE["keys"][name]["cose_key"]))


def data(*path: str) -> bytes:
    found = FILE["registers"]
    for step in path:
        found = found[step]
    return bytes.fromhex(found)


@pytest.fixture(scope="module")
def known() -> Known:
    """Out of the file alone."""
    trust = bundle.open_sealed(data("bundle"), key("root"))
    names = [name for name in FILE["registers"]["lists"] if name != "apex, number 1"]
    lists = dict(admit_list(data("lists", name), trust) for name in names)
    issued = admit_filter(data("filter"), trust)
    return Known(trust, lists, {issued.kid: issued})


def test_the_file_is_what_the_script_writes() -> None:
    assert seal_vectors.PATH.read_text(encoding="utf-8") == seal_vectors.page()


@pytest.mark.parametrize("vector", FILE["verdicts"], ids=lambda vector: f"{vector['name']}, {vector['when']}")
def test_the_verdict_of_each_text(known: Known, vector: dict[str, Any]) -> None:
    said = examine(
        vector["text"], frozenset({FILE["host"]}), known, Clocks(datetime.fromisoformat(vector["device"]))
    )
    assert (said.word, list(said.reasons), said.list_age_s, said.clock_wrong) == (
        vector["verdict"], vector["reasons"], vector["list_age_s"], vector["clock_wrong"],
    )  # fmt: skip


def test_every_word_has_a_vector() -> None:
    assert {vector["verdict"] for vector in FILE["verdicts"]} == set(Word)


@pytest.mark.parametrize("vector", FILE["tokens"], ids=lambda vector: vector["name"])
def test_each_token_is_read_from_its_link(vector: dict[str, Any]) -> None:
    scanned = link.read(vector["link"], frozenset({FILE["host"]}))
    parsed = token.read(scanned.token)
    assert scanned.token.hex() == vector["hex"]
    assert parsed.document is not None
    assert seal_vectors.shown(parsed.document) == vector["document"]
    assert parsed.envelope.signed_by(key(vector["key"]))


@pytest.mark.parametrize("vector", FILE["base41"], ids=lambda vector: vector["hex"] or "nothing")
def test_base41(vector: dict[str, str]) -> None:
    assert base41.encode(bytes.fromhex(vector["hex"])) == vector["text"]
    assert base41.decode(vector["text"]).hex() == vector["hex"]


def test_the_delta_leads_from_one_list_to_the_next(known: Known) -> None:
    _, old = admit_list(data("lists", "apex, number 1"), known.bundle)
    _, new = admit_list(data("lists", "apex, number 2"), known.bundle)
    assert admit_delta(base41.decode(FILE["registers"]["delta"]["text"]), known.bundle, old) == new


def test_a_delta_makes_a_list_longer(known: Known) -> None:
    said = FILE["registers"]["delta_longer"]
    _, old = admit_list(data("lists", "apex, number 2"), known.bundle)
    made = admit_delta(base41.decode(said["text"]), known.bundle, old)
    assert (old.size, made.size, made.number) == (1024, said["size"], said["to"])
    assert {index: made.get(int(index)).name for index in said["changes"]} == said["changes"]  # type: ignore[union-attr]


def test_the_next_root_follows(known: Known) -> None:
    held = known.bundle
    following = bundle.open_sealed(
        data("bundle_of_next_root"), held.root, held.number, next_root_hash=held.next_root_hash
    )
    assert (following.number, following.root) == (2, key("next-root"))


def test_the_page_names_every_field_every_word_and_every_reason() -> None:
    for field in FIELDS:
        assert re.search(rf"\| {field.key} \| `{field.attribute}` \|", PAGE), field
    reasons = {reason for vector in FILE["verdicts"] for reason in vector["reasons"]} | Incomplete.REASONS
    assert [word for word in sorted(set(Word) | reasons) if f"`{word}`" not in PAGE] == []
    for number in ("-70001", "-70002", "-70003", "-70004", "guichet-delta"):
        assert number in PAGE
