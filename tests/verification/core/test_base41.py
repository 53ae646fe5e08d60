"""Base41: what it writes every phone, browser and printer carries, and what was lost on the way is noticed."""

import re
from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import gsm
from tests.verification.core.office import PATIENT
from verification import base41
from verification.incomplete import Incomplete

DATA = st.binary(max_size=300)


@PATIENT
@given(DATA)
def test_what_is_written_is_read(data: bytes) -> None:
    assert base41.decode(base41.encode(data)) == data


@PATIENT
@given(DATA)
def test_every_symbol_survives_urls_qr_codes_and_sms(data: bytes) -> None:
    text = base41.encode(data)
    assert re.fullmatch(r"[0-9A-Z./:+-]*[0-9A-Z]", text)
    assert quote(text, safe="/:+") == text
    assert gsm.is_gsm7(text)
    assert gsm.septets(text) == len(text)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "0"),
        (b"\x00", "000"),
        (b"\xff", "96L"),
        (b"\x00\x01", "1001"),
        (b"\xd2\x84", "I2WA"),
        (b"\xff\xff", "H+/V"),
    ],
)
def test_the_symbols_are_those_of_the_page(data: bytes, text: str) -> None:
    assert base41.encode(data) == text
    assert base41.decode(text) == data


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "length"),
        ("0A", "length"),
        ("0000A", "length"),
        ("i2w0", "lowercase"),
        ("I2W 0", "symbol"),
        ("I2W%0", "symbol"),
        ("I2W\u00c90", "symbol"),
        ("I2W.", "guard"),
        ("+++" + base41.guard("+++"), "value"),
        ("++" + base41.guard("++"), "value"),
    ],
)
def test_what_is_not_whole_is_incomplete(text: str, reason: str) -> None:
    with pytest.raises(Incomplete) as raised:
        base41.decode(text)
    assert raised.value.reason_code == reason
    assert reason in Incomplete.REASONS


@PATIENT
@given(st.binary(min_size=1, max_size=60), st.data())
def test_one_wrong_symbol_is_noticed_or_changes_the_bytes(data: bytes, pick: st.DataObject) -> None:
    text = base41.encode(data)
    at = pick.draw(st.integers(0, len(text) - 1))
    other = pick.draw(st.sampled_from(base41.ALPHABET.replace(text[at], "")))
    with suppress(Incomplete):
        assert base41.decode(text[:at] + other + text[at + 1 :]) != data
