"""Tokens: everything sealed is read back, nothing altered is, and the sizes are those that cheap cameras read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import ids
from tests.verification.core.office import APEX, ESSENTIAL, HOST, NOON, PATIENT, SERIAL, STATE, STRANGER
from verification import base41, cbor, claims, cose, frames, link, token
from verification.cbor import Malformed
from verification.doc_type import CopyKind, DocType
from verification.document import Document, Line
from verification.incomplete import Incomplete
from verification.qr.symbol import symbol

WORDS = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=30)
NUMBERS = st.integers(0, (1 << 53) - 1)
SERIALS = st.integers(0, 99_999_999).map(lambda serial: ids.reference(serial, 2026, b"k" * 16))
TIMES = st.integers(0, claims.TIME_MAX).map(lambda at: datetime.fromtimestamp(at, UTC))
HS6 = st.integers(0, 999_999).map(lambda code: f"{code:06}")
LINES = st.builds(Line, HS6, WORDS, st.none() | NUMBERS, st.none() | NUMBERS)
DOCUMENTS = st.builds(
    Document,
    index=NUMBERS,
    doc_type=st.sampled_from(DocType),
    serial=SERIALS,
    issued_at=TIMES,
    expires_at=st.none() | TIMES,
    copy_kind=st.sampled_from(CopyKind),
    issuer=st.just("") | WORDS,
    exporter=st.just("") | WORDS,
    tax_id=st.just("") | WORDS,
    consignee=st.just("") | WORDS,
    dest=st.sampled_from(["", "BJ", "SN"]),
    hs6=st.just("") | HS6,
    goods=st.just("") | WORDS,
    criterion=st.just("") | WORDS,
    gross_kg=st.none() | NUMBERS,
    packages=st.none() | NUMBERS,
    package_code=st.just("") | WORDS,
    invoice=st.just("") | WORDS,
    approval=st.just("") | WORDS,
    replaces=st.just("") | SERIALS,
    extra_lines=st.lists(LINES, max_size=8).map(tuple),
    annex_digest=st.just(b"") | st.binary(min_size=16, max_size=16),
    party=st.just("") | WORDS,
    matter=st.just("") | WORDS,
    amount_xof=st.none() | NUMBERS,
    civil=st.dictionaries(st.integers(1, 49), WORDS | NUMBERS, max_size=6),
)
SIXTEEN = replace(
    ESSENTIAL,
    tax_id="086112345K",
    consignee="SOCIETE BENINOISE DE NEGOCE",
    goods="AMANDES DE KARITE",
    packages=490,
    package_code="BG",
    invoice="F-2026-0412",
    approval="UEMOA-ML-0087",
    replaces=SERIAL,
)


@PATIENT
@given(DOCUMENTS)
def test_everything_sealed_is_read_back(document: Document) -> None:
    assert claims.decode(claims.encode(document)) == document


@pytest.mark.parametrize("signer", [APEX, STATE], ids=["ES256", "Ed25519"])
def test_a_token_is_tag_18_with_two_headers_and_64_bytes_of_signature(signer: Any) -> None:
    sealed = cbor.loads_strict(token.issue(ESSENTIAL, signer))
    assert isinstance(sealed, cbor.Tag)
    assert isinstance(sealed.value, list)
    protected, unprotected, _, signature = sealed.value
    assert cbor.loads_strict(protected) == {1: signer.alg, 4: signer.kid}
    assert (len(signer.kid), unprotected, len(signature)) == (4, {}, 64)


@pytest.mark.parametrize("signer", [APEX, STATE], ids=["ES256", "Ed25519"])
def test_no_flipped_bit_is_accepted(signer: Any) -> None:
    """Bad-input row 52: every bit of the token, one by one."""
    sealed = token.issue(ESSENTIAL, signer)
    assert token.read(sealed).envelope.signed_by(signer.public)
    for bit in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[bit // 8] ^= 1 << bit % 8
        try:
            parsed = token.read(bytes(altered))
        except Incomplete:
            continue
        assert not (parsed.kid == signer.kid and parsed.envelope.signed_by(signer.public)), bit


@pytest.mark.parametrize(
    ("document", "bytes_max", "version"), [(ESSENTIAL, 190, 10), (SIXTEEN, 280, 14)], ids=["eight", "sixteen"]
)
def test_the_fields_fit_their_symbols_as_a_working_link(
    document: Document, bytes_max: int, version: int
) -> None:
    sealed = token.issue(document, APEX)
    assert len(sealed) <= bytes_max
    assert symbol(link.compose(HOST, sealed)).version <= version


@pytest.mark.parametrize("length", range(0, 160, 3))
def test_a_token_that_is_cut_is_incomplete(length: int) -> None:
    with pytest.raises(Incomplete) as raised:
        token.read(token.issue(ESSENTIAL, APEX)[:length])
    assert raised.value.reason_code == "short"


@pytest.mark.parametrize(
    "changes",
    [
        {"serial": "260123456789"},
        {"serial": "1"},
        {"hs6": "12074"},
        {"hs6": "12074X"},
        {"dest": "Benin"},
        {"gross_kg": -1},
        {"gross_kg": 1 << 53},
        {"gross_kg": 24.5},
        {"exporter": "A" * 201},
        {"exporter": "two\nlines"},
        {"index": -1},
        {"issued_at": datetime(2026, 11, 21)},  # noqa: DTZ001 - refused is what it should be
        {"replaces": "x"},
        {"annex_digest": b"short"},
        {"extra_lines": tuple(Line("120740", "X") for _ in range(9))},
        {"extra_lines": (Line("120740", ""),)},
        {"civil": {50: "biometric"}},
        {"civil": {4: ""}},
    ],
    ids=str,
)
def test_what_no_reader_would_take_is_not_sealed(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - Malformed, or kernel's own refusal
        token.issue(replace(ESSENTIAL, **changes), APEX)


def altered(**inner: Any) -> bytes:
    """Claims that no Guichet writes, by attribute number ("k3") of the map, or by claim ("c6")."""
    found: Any = cbor.loads_strict(claims.encode(ESSENTIAL))
    for name, value in inner.items():
        place = found if name[0] == "c" else found[claims.DOCUMENT]
        place[int(name[1:])] = value
        if value is ...:
            del place[int(name[1:])]
    return cbor.dumps(found)


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ({"k0": ...}, "claims"),
        ({"k2": ...}, "claims"),
        ({"c6": ...}, "number"),
        ({"c6": "today"}, "number"),
        ({"c6": claims.TIME_MAX + 1}, "time"),
        ({"c4": -1}, "number"),
        ({"c1": ""}, "text"),
        ({"c169": [1]}, "civil"),
        ({"c-70001": 5}, "claims"),
        ({"k0": True}, "number"),
        ({"k1": 99}, "newer"),
        ({"k15": 7}, "newer"),
        ({"k2": 260123456789}, "serial"),
        ({"k3": b"bytes"}, "text"),
        ({"k6": "bj"}, "country"),
        ({"k7": 1_000_000}, "hs6"),
        ({"k20": []}, "lines"),
        ({"k20": [[1, "x"]]}, "line"),
        ({"k21": b""}, "digest"),
    ],
    ids=str,
)
def test_signed_claims_of_another_shape_are_a_fault(inner: dict[str, Any], reason: str) -> None:
    parsed = token.read(cose.sign1(APEX, altered(**inner)))
    assert (parsed.document, parsed.fault) == (None, reason)


def test_a_newer_issuer_may_say_more() -> None:
    parsed = token.read(cose.sign1(APEX, altered(k99="more", c70000=1)))
    assert parsed.document == ESSENTIAL


@pytest.mark.parametrize(
    "data",
    [
        b"\x00",
        cbor.dumps({1: 2}),
        cbor.dumps(cbor.Tag(18, [b"", {}, b"", b""])),
        cbor.dumps(cbor.Tag(18, [cbor.dumps({1: -7, 4: b"kid!"}), {4: b"kid!"}, b"", bytes(64)])),
        cbor.dumps(cbor.Tag(18, [cbor.dumps({1: -7, 4: b"kid!", 33: b"x5chain"}), {}, b"", bytes(64)])),
        cbor.dumps(cbor.Tag(18, [b"\xa1", {}, b"", bytes(64)])),
        cose.sign1(APEX, b"", typ="application/guichet-issued+cose"),
        token.issue(ESSENTIAL, APEX) + b"\0",
    ],
    ids=["0", "a map", "empty", "unprotected kid", "x5chain", "cut header", "a filter", "trailing"],
)
def test_bytes_of_something_else_are_no_seal(data: bytes) -> None:
    with pytest.raises(Incomplete) as raised:
        token.read(data)
    assert raised.value.reason_code == "not_a_seal"


@pytest.mark.parametrize(
    "data",
    [
        cose.sign1(APEX, b"", typ="application/statuslist+cwt"),
        cose.sign1(APEX, cbor.dumps([APEX.kid, 1, 2, 3, {}]), aad=b"guichet-delta"),
        cose.sign1(STRANGER, cbor.dumps([])),
        base41.decode(frames.split(bytes(200), 100)[1]),
    ],
    ids=["a list", "a delta", "a delta of a stranger", "a frame"],
)
def test_what_brings_lists_up_to_date_is_told_apart_from_a_forgery(data: bytes) -> None:
    with pytest.raises(Incomplete) as raised:
        token.read(data)
    assert raised.value.reason_code == "lists"


def test_times_are_cut_to_the_second() -> None:
    document = replace(ESSENTIAL, issued_at=NOON + timedelta(microseconds=999_999))
    parsed = token.read(token.issue(document, APEX))
    assert parsed.document == ESSENTIAL


def test_a_refusal_never_shows_the_value() -> None:
    with pytest.raises(Malformed) as raised:
        claims.encode(replace(ESSENTIAL, exporter="SECRET\n"))
    assert "SECRET" not in str(raised.value)
