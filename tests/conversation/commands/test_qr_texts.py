"""The text of a QR by SMS: whole, cut in two, in either order, or not one at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.commands import qr
from conversation.documents import VerdictView
from tests.conversation.commands.conftest import Counter

BODY = "".join(qr.ALPHABET[(place * 7 + place // 9) % 41] for place in range(251))


def guarded(body: str) -> str:
    total = sum(qr.VALUES[symbol] * place for place, symbol in enumerate(body, 1))
    return body + qr.ALPHABET[total % 36]


PAYLOAD = guarded(BODY)
LINK = f"HTTPS://V.GOUV.ML/V/#{PAYLOAD}"


class Verifier:
    """Answers VALID to the whole link, and keeps what it was shown."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def token(self, text: str) -> VerdictView:
        self.shown.append(text)
        return VerdictView("VALID", 3 * 86400, ("Mangues 24 500 kg", "Koné Export"))

    check = None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (LINK, "token"), (PAYLOAD, "token"), (f" {LINK}\n", "token"), (LINK.replace("HTTPS", "https"), "token"),
        (LINK[:153], "part"), (LINK[153:], "part"), (LINK[:30], "part"), (LINK[:30] + LINK[31:], "part"),
        ("SUIVI 260123456789", "none"), ("260123456789", "none"), ("1", "none"), ("Bonjour maman", "none"),
        ("HTTPS://EXEMPLE.ML/PROMO?X=1", "none"), ("9" * 60, "none"), ("MERCIBEAUCOUPPOURTONAIDECHERAMI", "none"),
        ("", "none"), ("GFK" + "0000000" * 9 + "XYZABC", "part"), ("ML13ML0160120102600100066897", "none"),
    ],
    ids=lambda value: str(value)[:24],
)  # fmt: skip
def test_a_code_is_told_by_its_shape(text: str, kind: str) -> None:
    assert qr.read(text).kind == kind


@pytest.mark.parametrize("cut", [22, 100, 153, 250, len(LINK) - 3, len(LINK) - 1])
@pytest.mark.parametrize("turned", [False, True])
def test_two_parts_make_the_code_in_either_order(counter: Counter, cut: int, turned: bool) -> None:
    verifier = Verifier()
    counter.documents = verifier  # type: ignore[assignment]
    parts = [LINK[:cut], LINK[cut:]]
    first, second = parts[::-1] if turned else parts
    if qr.read(first).kind == "none":
        return  # a few symbols alone say nothing: they can only come second
    assert counter.text(first) == ""
    assert counter.text(second).splitlines() == [
        "VALABLE. Comparez avec le papier:", "Liste des annulations: il y a 3 j", "Mangues 24 500 kg", "Koné Export",
    ]  # fmt: skip
    assert verifier.shown == [LINK]
    assert counter.part == ""


@pytest.mark.parametrize("text", ["1", "260123456789", "AIDE", "Awa Diarra"])
def test_an_answer_is_not_the_end_of_a_waiting_code(text: str) -> None:
    assert qr.read(text, LINK[:153]).kind == "none"


def test_a_part_that_does_not_fit_waits_instead_of_the_older(counter: Counter) -> None:
    other = guarded(BODY[::-1])
    counter.text(LINK[:153])
    assert counter.text(f"HTTPS://V.GOUV.ML/V/#{other}"[:153]) == ""
    assert counter.letter.part.endswith(other[: 153 - 21])


def test_without_keys_the_answer_says_so(counter: Counter) -> None:
    assert counter.text(LINK).startswith("La vérification des documents scellés ouvre bientot.")


@given(st.text(max_size=300), st.text(alphabet=qr.ALPHABET, max_size=200))
def test_no_text_breaks_the_reading_of_codes(text: str, waiting: str) -> None:
    assert qr.read(text, waiting).kind in ("token", "part", "none")
