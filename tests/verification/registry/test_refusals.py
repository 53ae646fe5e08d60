"""A trader takes home a signed proof that his paper was refused, and why."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.verification.core.office import APEX, DAY, NOON, REGISTER, bundle, registers, trusted
from tests.verification.registry.desk import CODE_KEY, NOBODYS, Desk
from verification.cbor import Malformed
from verification.registry import refusals
from verification.registry.errors import RegistryRefused
from verification.registry.request import Issued
from verification.trusted_key import KeyState


def prove(desk: Desk, issued: Issued, signer: Any = REGISTER, **changes: Any) -> bytes:
    said: dict[str, Any] = {
        "number": issued.number, "code": issued.code, "place": "Malanville", "said": "cachet illisible", "at": NOON
    }  # fmt: skip
    with desk.database.transaction() as connection:
        return refusals.prove(connection, desk.keyring, CODE_KEY, signer, **said | changes)


def test_the_proof_says_what_the_register_says_and_what_the_officer_said(desk: Desk) -> None:
    issued = desk.issue()
    read = refusals.read(prove(desk, issued), bundle())
    assert (read.number, read.status, read.place, read.said) == (
        issued.number, "valid", "Malanville", "cachet illisible"
    )  # fmt: skip
    assert (read.at, read.kid) == (NOON, APEX.kid)
    desk.change(issued.number)
    assert refusals.read(prove(desk, issued), bundle()).status == "revoked"


def test_what_the_officer_said_is_sealed_at_rest(desk: Desk) -> None:
    prove(desk, desk.issue())
    with desk.database.transaction() as connection:
        row = connection.execute(text("SELECT refusal_proof::text FROM refusal_proof")).scalar_one()
    assert b"cachet".hex() not in row
    assert "cachet" not in row


@pytest.mark.parametrize("change", [{"code": "xxxx"}, {"number": NOBODYS}, {"number": "x"}], ids=str)
def test_only_who_holds_the_paper_gets_one(desk: Desk, change: dict[str, str]) -> None:
    with pytest.raises(RegistryRefused, match="number and code"):
        prove(desk, desk.issue(), **change)
    assert desk.count("refusal_proof") == 0


@pytest.mark.parametrize(
    "change",
    [
        {"place": ""},
        {"said": ""},
        {"said": "x" * 161},
        {"place": "x" * 61},
        {"said": "a\nb"},
        {"said": "\x00"},
    ],
    ids=["no place", "no words", "long", "long place", "two lines", "nul"],
)
def test_words_are_bounded(desk: Desk, change: dict[str, str]) -> None:
    with pytest.raises(RegistryRefused, match="one line"):
        prove(desk, desk.issue(), **change)


def test_ten_a_day(desk: Desk) -> None:
    issued = desk.issue()
    for _ in range(refusals.PROOFS_A_DAY):
        prove(desk, issued)
    with pytest.raises(RegistryRefused, match="too many"):
        prove(desk, issued)
    prove(desk, issued, at=NOON + DAY + timedelta(seconds=1))


def test_only_a_key_for_registers_proves(desk: Desk) -> None:
    issued = desk.issue()
    proof = prove(desk, issued)
    burnt = registers(state=KeyState.COMPROMISED, compromised_at=NOON - DAY)
    for trust, sealed in (
        (bundle(), prove(desk, issued, APEX)),
        (bundle(trusted()), proof),
        (bundle(trusted(), burnt), proof),
        (bundle(), proof[:-1] + bytes([proof[-1] ^ 1])),
        (bundle(), issued.token),
    ):
        with pytest.raises(Malformed):
            refusals.read(sealed, trust)
