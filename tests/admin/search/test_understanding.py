"""What a typed number could be: of the phone, the paper, the operator's SMS. Bad-input row 68."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.search import advice, sealed
from admin.search.recognisers import understood
from admin.search.typed import LETTERS_MAX, tidy
from kernel import ids
from kernel.crypto import Keyring
from tests.cast import AWA, KOFFI

REFERENCE = ids.reference(1234, 2026, b"r" * 32)
AT = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
BENIN_TWIN = "+2290170000001"


@pytest.mark.parametrize(
    ("text", "phones"),
    [("70 00 00 01", (AWA, BENIN_TWIN)), ("70.00.00.01", (AWA, BENIN_TWIN)), ("+223 70 00 00 01", (AWA,)),
     ("00223 70000001", (AWA,)), ("22370000001", (AWA,)), ("01 97 00 00 03", (KOFFI,)), ("22997000003", (KOFFI,)),
     ("+33 6 12 34 56 78", ("+33612345678",)), ("(+223) 70-00-00-01", (AWA,)),
     ("７０ ００ ００ ０１", (AWA, BENIN_TWIN)),
     ("70 00 00", ()), ("amadou", ())],
)  # fmt: skip
def test_a_phone_is_understood_as_citizens_say_it(text: str, phones: tuple[str, ...]) -> None:
    assert understood(tidy(text)).get("phone", ()) == phones


@pytest.mark.parametrize(
    ("text", "kinds"),
    [(REFERENCE, {"case", "invoice", "quittance", "document"}),
     (ids.spaced(REFERENCE), {"case", "invoice", "quittance", "document"}),
     ("2026-000123", {"quittance"}), ("2026 / 123", {"quittance"}),
     ("MP260209.0915.A12345", {"transaction"}), ("mp260209.0915.a12345", {"transaction"}),
     ("8C0F2A4E-9B1D-4E5A-8F00-1234567890AB", {"attempt"}), ("70 00 00 01", {"phone"}),
     ("' OR 1=1 --", set()), ("%", set()), ("_", set()), (".*", set()), ("Awa Exports", set()), ("", set())],
)  # fmt: skip
def test_a_number_is_understood_as_what_it_can_be(text: str, kinds: set[str]) -> None:
    """Whatever can be a number can be an operator's transaction too; a word or a pattern is nothing."""
    assert (
        set(understood(tidy(text))) - ({"transaction"} if kinds and kinds != {"transaction"} else set())
        == kinds
    )


@given(st.text(max_size=300))
def test_nothing_that_is_typed_is_too_much(text: str) -> None:
    line = tidy(text)
    assert len(line) <= LETTERS_MAX
    assert line.isprintable()
    assert all(keys and all(keys) for keys in understood(line).values())
    assert advice.hint(line)[0] in {"check", "short", "long", "other"}


@pytest.mark.parametrize(
    ("text", "said"),
    [(REFERENCE[:-1] + str(9 - int(REFERENCE[-1])), "check"), (REFERENCE[:-1], "short"), (REFERENCE + "1", "long"),
     (REFERENCE, "other"), ("70 00 00 01", "other"), ("MP1", "other")],
)  # fmt: skip
def test_a_mistyped_reference_is_told_from_an_unknown_one(text: str, said: str) -> None:
    assert advice.hint(text)[0] == said


def test_a_sealed_name_opens_for_one_person_for_half_an_hour(keyring: Keyring) -> None:
    name = sealed.seal(keyring, "phone", AWA, 7, AT)
    assert AWA[1:] not in name
    assert sealed.seal(keyring, "phone", AWA, 7, AT) != name
    assert sealed.opened(keyring, "phone", name, 7, AT + timedelta(minutes=29)) == AWA
    assert sealed.opened(keyring, "phone", name, 7, AT + timedelta(minutes=31)) is None
    assert sealed.opened(keyring, "phone", name, 8, AT) is None
    assert sealed.opened(keyring, "search", name, 7, AT) is None


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda some: some.hex()) | st.just("A" * 5000))
def test_a_name_that_we_did_not_write_opens_nothing(name: str) -> None:
    keyring = Keyring({"k": b"k" * 32}, active="k", index_key=b"i" * 32)
    assert sealed.opened(keyring, "phone", name, 7, AT) is None
