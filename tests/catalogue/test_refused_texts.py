"""Bad-input row 75: the languages must say the same things with the same placeholders."""

import pytest

from tests.catalogue.conftest import Edit, Refusals

FR, EN, BM = "texts/fr/texts.yaml", "texts/en/texts.yaml", "texts/bm/texts.yaml"

BRACE = "a placeholder is {a_name}, a brace is doubled"

# label: (file, text in it, what replaces it, the whole refusal)
ROWS = {
    "missing in English": (EN, "state.open: File\n", "", f"{FR}:1: state.open: missing language en"),
    "missing in Bambara": (BM, "state.open: needs-review\n", "", f"{FR}:1: state.open: missing language bm"),
    "unknown key": (
        BM, "state.open: needs-review\n", "state.open: needs-review\nstate.shut: x\n",
        f"{BM}:2: state.shut: unknown key, French does not have it",
    ),
    "another placeholder": (
        EN, "{reference}: {state}", "{reference}: {sate}",
        f"{EN}:2: sms.moved: placeholders {{reference}} {{sate}} differ from French {{reference}} {{state}}",
    ),
    "a placeholder less": (
        BM, "sms.moved: needs-review", "sms.moved: Kura",
        f"{BM}:2: sms.moved: placeholders (none) differ from French {{reference}} {{state}}",
    ),
    "an attribute": (
        EN, "{state}", "{state.__class__}", f"{EN}:2: sms.moved: {BRACE}",
    ),
    "a format": (EN, "{state}", "{state:>9}", f"{EN}:2: sms.moved: {BRACE}"),
    "a position": (EN, "{state}", "{}", f"{EN}:2: sms.moved: {BRACE}"),
    "an open brace": (EN, "{state}", "{state", f"{EN}:2: sms.moved: {BRACE}"),
    "English not written": (
        EN, "state.open: File", "state.open: needs-review",
        f"{EN}:1: state.open: French and English are always written",
    ),
    "a number": (EN, "state.open: File", "state.open: 12", f"{EN}:1: state.open: not a text"),
    "a bad key": (EN, "state.open", "State", f"{EN}:1: State: a key is lower-case words joined with dots"),
    "a key twice": (
        EN, "state.open: File\n", "state.open: File\nstate:\n  open: File\n",
        f"{EN}:3: state.open: duplicate key",
    ),
    "too long": (
        EN, "state.open: File", "state.open: " + "x" * 641, f"{EN}:1: state.open: longer than 640 letters",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "refusal"), ROWS.values(), ids=ROWS.keys())
def test_a_wrong_text_is_refused_with_its_line(
    edit: Edit, refusals: Refusals, file: str, old: str, new: str, refusal: str
) -> None:
    edit(file, old, new)
    assert refusal in refusals()
