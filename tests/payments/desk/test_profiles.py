"""Each profile reads what its operator's portal writes, here the simulated ones', and no word of it is unknown."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from payments.reconciliation import reading
from payments.reconciliation.line import UNKNOWN, Line, ours
from payments.reconciliation.opening import look
from payments.reconciliation.profile import of_rail, profiles
from simulator.operators.operator import OPERATORS
from simulator.operators.sheets import SHEETS

AT = datetime(2026, 2, 7, 10, 30, tzinfo=UTC)
ATTEMPT = "0b7d3c52-6d0f-4c7e-9a53-0d6a2f3b1c99"
HOME = {"mtn": "BJ", "moov": "BJ", "gsma": "BJ", "orange": "ML", "wave": "ML", "pispi": "ML"}


def sheet(operator: str, tmp_path: Path, *amounts: int) -> tuple[reading.Totals, list[Line]]:
    lines = [
        {"operator": operator, "at": AT.timestamp() + number, "id": f"OP{number}", "kind": kind, "reference": ATTEMPT,
         "payer": "+2290197000003", "amount": amount, "fee": 0 if operator == "pispi" else 12, "currency": "XOF"}
        for number, (kind, amount) in enumerate(zip(("payment", "refund", "reversal"), amounts, strict=True))
    ]  # fmt: skip
    path = tmp_path / f"{operator}.csv"
    path.write_bytes(SHEETS[operator].write(OPERATORS[operator].day(AT.timestamp()), 1_234_567, lines))
    profile, country = of_rail(operator), HOME[operator]
    looked = look(path, profile.charsets)
    read = list(reading.lines(looked, profile, country, lambda _: None))
    return reading.totals(iter(read), country), list(reading.movements(iter(read)))


@pytest.mark.parametrize("operator", sorted(SHEETS))
def test_a_portals_file_is_read_to_the_franc(operator: str, tmp_path: Path) -> None:
    totals, lines = sheet(operator, tmp_path, 12_500, -300, -1_000_000)
    assert (totals.opening_xof, totals.gap_xof) == (1_234_567, 0)
    assert [(line.kind, line.operator_id, line.amount_xof) for line in lines] == [
        ("payment", "OP0", 12_500), ("refund", "OP1", -300), ("reversal", "OP2", -1_000_000),
    ]  # fmt: skip
    assert lines[0].at == AT
    assert {line.reference for line in lines} == {ATTEMPT}
    assert UNKNOWN not in {line.kind for line in lines}


@pytest.mark.parametrize(
    ("written", "read"),
    [(ATTEMPT, ATTEMPT), (ATTEMPT.upper(), ATTEMPT), (ATTEMPT.replace("-", ""), ATTEMPT),
     ("BN6TYUTNB5GH5GSTBVVC6OY4TE", ATTEMPT), ("26 00000001 79", None), ("TAXE AWA", None), ("", None)],
    ids=["an attempt", "in capitals", "PI-SPI's hex", "Orange's base32", "mistyped", "words", "nothing"],
)  # fmt: skip
def test_our_own_references_are_known_in_every_spelling(written: str, read: str | None) -> None:
    assert ours(written) == read


def test_words_of_others_are_not_kept() -> None:
    assert ours("+22370000001") is None


def test_every_profile_is_whole() -> None:
    assert {"mtn", "orange", "moov", "wave", "gsma", "pispi", "generic", "treasury"} <= set(profiles())
    assert of_rail("moov_merchant").name == of_rail("moov").name == "moov"
    assert of_rail("celtiis", "generic").rails == ("celtiis",)
