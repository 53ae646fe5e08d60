"""A status word in another case or language, of every operator: no verdict, and told by its name."""

import pytest
from structlog.testing import capture_logs

from tests.payments.rails.bench import bench

# GSMA 1.2.0 leaves the status free text, so that its case means nothing; Moov says numbers.
WORDS = {
    "wave, in capitals": ("wave", "SUCCEEDED"),
    "wave, in French": ("wave", "réussi"),
    "orange, in small letters": ("orange", "success"),
    "orange, in French": ("orange", "SUCCES"),
    "pispi, in small letters": ("pispi", "irrevocable"),
    "pispi, in English": ("pispi", "COMPLETED"),
    "gsma, in French": ("gsma", "terminé"),
    "moov, a word": ("moov", "SUCCESS"),
    "moov, a number padded": ("moov", "00"),
}


@pytest.mark.parametrize(("name", "word"), WORDS.values(), ids=WORDS)
def test_a_word_in_another_case_or_language_is_no_verdict_and_is_told(name: str, word: str) -> None:
    """Bad-input row 45."""
    with bench(name) as ready:
        charge = ready.requested()
        ready.server.approve()
        ready.server.word = word
        with capture_logs() as logs:
            assert ready.rail.ask(charge).state == "pending"
        assert [line["event"] for line in logs if line["log_level"] == "error"] == ["rail_word_unrecognised"]
        ready.server.word = None
        assert ready.rail.ask(charge).state == "succeeded"
