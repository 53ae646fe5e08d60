"""Numbers come out E.164 whatever the operator or the citizen wrote, or are refused."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.phone import PhoneRefused, country_of, parse


@pytest.mark.parametrize(
    ("written", "country", "e164"),
    [
        ("+22370000001", None, "+22370000001"),
        ("22370000001", None, "+22370000001"),
        ("0022370000001", "BJ", "+22370000001"),
        ("70 00 00 01", "ML", "+22370000001"),
        ("７０．００．００．０１", "ML", "+22370000001"),
        ("\u202a+223 70-00-00-01\u202c", None, "+22370000001"),
        ("+2290197000001", None, "+2290197000001"),
        ("2290197000001", None, "+2290197000001"),
        ("01 97 00 00 01", "BJ", "+2290197000001"),
        ("97 00 00 01", "BJ", "+2290197000001"),
        ("+22997000001", None, "+2290197000001"),
        ("22997000001", "ML", "+2290197000001"),
        ("00229 97.00.00.01", None, "+2290197000001"),
        ("+33 6 12 34 56 78", None, "+33612345678"),
        ("0712345678", "KE", "+254712345678"),
        ("+254711082000", "ML", "+254711082000"),
    ],
)
def test_a_number_is_read_however_it_is_written(written: str, country: str | None, e164: str) -> None:
    assert parse(written, country) == e164


@pytest.mark.parametrize(
    ("written", "country", "reason"),
    [
        ("MTN", None, "characters"), ("0712345678", None, "country"), ("+000", None, "number"),
        ("1" * 40, None, "length"), ("+" + "1" * 20, None, "length"), ("+2237000000A", None, "characters"),
        ("+1800FLOWERS", None, "characters"), ("", None, "empty"), (" - ", None, "empty"),
        ("+", None, "characters"),
        ("++22370000001", None, "characters"), ("+22370000001;ext=1", None, "characters"),
        ("+22370000001\x00", None, "characters"), ("٧٠٠٠٠٠٠١", "ML", "characters"),
        ("+2237000000", None, "number"), ("+223700000011", None, "number"), ("+22300000000", None, "number"),
        ("+22901970000", None, "number"), ("+22901970000011", None, "number"), ("97000001", None, "country"),
        ("0097000001", "BJ", "number"), ("36666", "ML", "number"), ("70000001", "XX", "number"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_by_reason(written: str, country: str | None, reason: str) -> None:
    """Bad-input row 11."""
    with pytest.raises(PhoneRefused) as refused:
        parse(written, country)
    assert refused.value.reason_code == reason
    assert str(refused.value) == reason, "the refused number itself is never told"
    assert refused.value.__cause__ is None


@given(st.integers(2 * 10**7, 10**8 - 1))
def test_both_plans_read_back_in_every_form(subscriber: int) -> None:
    mali, benin = f"+223{subscriber}", f"+22901{subscriber}"
    assert {parse(mali), parse(mali[1:]), parse("00" + mali[1:]), parse(str(subscriber), "ML")} == {mali}
    assert {
        parse(benin),
        parse(f"+229{subscriber}"),
        parse(str(subscriber), "BJ"),
        parse(f"01{subscriber}", "BJ"),
    } == {benin}


@given(st.text(max_size=40), st.sampled_from([None, "ML", "BJ", "FR"]))
def test_anything_typed_is_a_number_or_a_refusal(text: str, country: str | None) -> None:
    with suppress(PhoneRefused):
        e164 = parse(text, country)
        assert re.fullmatch(r"\+[1-9][0-9]{5,14}", e164)
        assert parse(e164) == e164


@pytest.mark.parametrize(
    ("e164", "country"),
    [
        ("+22370000001", "ML"),
        ("+2290197000001", "BJ"),
        ("+33612345678", "FR"),
        ("+000", ""),
        ("", ""),
        ("MTN", ""),
    ],
)
def test_a_number_tells_its_country(e164: str, country: str) -> None:
    assert country_of(e164) == country
