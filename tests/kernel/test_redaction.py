"""Nothing personal gets past the redaction, and what people search by stays. Security controls 28, 29."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.redaction import HIDDEN, cleaned, masked_phone, redact


def event(**values: Any) -> dict[str, Any]:
    return dict(redact(None, "info", values))


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+22370000001", "+223******01"),
        ("+2290197000001", "+229********01"),
        ("22370000001", "+223******01"),
        ("12345", HIDDEN),
        ("", HIDDEN),
    ],
)
def test_a_masked_phone_keeps_its_country_and_two_digits(phone: str, masked: str) -> None:
    assert masked_phone(phone) == masked


@pytest.mark.parametrize(
    "text",
    [
        "+22370000001",
        "call from +22370000001 failed",
        "to=+22370000001&x=1",
        "0022370000001",
        "22370000001",
        "%2B22370000001",
        "+223 70 00 00 01",
        "+223-70-00-00-01",
        "2290197000001",
        "22997000001",
        "('22370000001',)",
        "+33612345678",
    ],
)
def test_a_phone_inside_a_text_is_masked(text: str) -> None:
    shown = event(event="sent", detail=text)["detail"]
    digits = "".join(char for char in text if char.isdigit())
    assert "*" in shown
    assert digits[-6:] not in shown.replace(" ", "").replace("-", "")


@pytest.mark.parametrize(
    "text",
    ["260123456789", "223700000012", "229019700000", "2026-11-21T20:30:40.123+00:00", "1763757040000"],
)
def test_references_times_and_ids_stay(text: str) -> None:
    assert event(event="filed", reference=text)["reference"] == text


def test_a_phone_as_a_whole_number_is_masked_and_other_numbers_stay() -> None:
    numbers = {"reference": 260123456789, "amount": 1900, "share": 1.5, "late": True, "rail": None}
    assert event(event="x", caller_id=22370000001, **numbers) == {
        "event": "x", "caller_id": "+223******01", **numbers
    }  # fmt: skip


@pytest.mark.parametrize(
    "key",
    [
        "phone", "answers", "pin", "token", "code", "text", "body", "name", "password", "payer_phone",
        "access_token", "accessToken", "Authorization", "sms_text", "TOKEN", "url",
    ],
)  # fmt: skip
def test_the_value_of_a_denied_key_is_dropped_at_any_depth(key: str) -> None:
    shown = event(event="x", **{key: "Awa"}, inner=[{key: ["Awa"]}])
    assert shown[key] == HIDDEN
    assert shown["inner"] == [{key: HIDDEN}]


@pytest.mark.parametrize("key", ["service_code", "status_code", "from", "to", "key_id", "context", "topic"])
def test_keys_that_only_look_denied_are_kept(key: str) -> None:
    assert event(event="x", **{key: "apex"})[key] == "apex"


def test_line_ends_and_terminal_escapes_cannot_forge_a_line() -> None:
    shown = event(event='x\r\n{"event":"paid"}', reason="\x1b[2J\x00\u2028\u202e", **{"a\nb": 1})
    assert shown["event"] == 'x\\u000d\\u000a{"event":"paid"}'
    assert shown["reason"] == "\\u001b[2J\\u0000\\u2028\\u202e"
    assert "a\\u000ab" in shown


def test_a_database_error_does_not_quote_its_row() -> None:
    trace = (
        "IntegrityError: duplicate key\nDETAIL:  Key (name)=(Awa Traore) already exists.\n"
        "[SQL: INSERT INTO x]\n[parameters: {'name': 'Awa Traore'}]\n(Background on this error)"
    )
    shown = event(event="x", exception=trace)["exception"]
    assert "Awa" not in shown
    assert "duplicate key\n" in shown
    assert "[SQL: INSERT INTO x]" in shown


class Person:
    def __repr__(self) -> str:
        return "Awa Traore"


def test_unknown_objects_exceptions_and_bytes_show_as_their_kind() -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    shown = event(event="x", who=Person(), error=ValueError("Awa"), raw=b"Awa", at=at)
    assert shown["who"] == "<Person>"
    assert shown["error"] == "<ValueError>"
    assert shown["raw"] == "[3 bytes]"
    assert shown["at"] == "2026-11-21 00:00:00+00:00"


def test_size_and_depth_are_bounded() -> None:
    deep: list[Any] = []
    for _ in range(10_000):
        deep = [deep]
    shown = event(event="x", long="a" * 100_000, many=list(range(1000)), deep=deep)
    assert len(str(shown)) < 10_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


@given(before=st.text(alphabet="ab =:,'\"([", max_size=8), serial=st.integers(0, 99_999_999), tree=JSON)
def test_no_phone_survives_wherever_it_is_put(before: str, serial: int, tree: Any) -> None:
    phone = f"+223{serial:08d}"
    shown = str(cleaned({"reason": before + phone, "tree": tree, "list": [{phone: phone}]}))
    assert phone not in shown
