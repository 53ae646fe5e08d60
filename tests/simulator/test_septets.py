"""What a text takes on the air. Vectors from 3GPP TS 23.038 and 23.040, and from two other calculators."""

import pytest

from simulator.septets import measure


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "GSM-7", 0, 1),
        ("Quittance no 12: 1 900 F", "GSM-7", 24, 1),
        ("à é è ù ì ò Ç", "GSM-7", 13, 1),
        ("[€]", "GSM-7", 6, 1),
        ("prêt", "UCS-2", 4, 1),
        ("😀", "UCS-2", 2, 1),
        ("x" * 160, "GSM-7", 160, 1),
        ("x" * 161, "GSM-7", 161, 2),
        ("x" * 152 + "€" + "x" * 152, "GSM-7", 306, 3),
        ("ɛ" + "x" * 65 + "😀" + "x" * 66, "UCS-2", 134, 3),
    ],
    ids=["empty", "plain", "French", "extension", "circumflex", "pair", "160", "161", "euro cut", "pair cut"],
)
def test_a_text_is_measured(text: str, encoding: str, units: int, parts: int) -> None:
    size = measure(text)
    assert (size.encoding, size.units, size.parts) == (encoding, units, parts)


def test_the_letters_that_cost_the_most_are_named_once() -> None:
    assert measure("prêt, reçu, forêt").foreign == ("ê", "ç")
