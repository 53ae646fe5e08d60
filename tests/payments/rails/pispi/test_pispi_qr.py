"""The QR of a payment notice: the BCEAO's own text, and no other."""

import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.pispi.qr import Payment, QrRefused, crc, text

ALIAS = "111c3e1b-4312-49ec-b75e-4c8c74c10fd7"
VECTOR = (
    "00020136560012int.bceao.pi0136111c3e1b-4312-49ec-b75e-4c8c74c10fd752040000530395254073000.00"
    "5802ML5901X6001X62270516TDRL-2026-00012311034006304C014"
)


def test_the_text_is_the_one_of_the_bceaos_own_library() -> None:
    assert text(Payment(ALIAS, "ML", 3000, "TDRL-2026-000123", dynamic=True)) == VECTOR


def test_without_amount_and_reference_the_payer_types_them() -> None:
    made = text(Payment(ALIAS, "BJ"))
    assert "54" not in made[made.index("5303952") + 7 :][:2]
    assert "62071103000" in made


@given(st.binary(max_size=300))
def test_the_checksum_is_ccitts(data: bytes) -> None:
    assert crc(data) == binascii.crc_hqx(data, 0xFFFF)


@given(
    amount=st.one_of(st.none(), st.integers(1, 9_999_999_999)),
    reference=st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", max_size=25),
    dynamic=st.booleans(),
)
def test_every_text_reads_back_field_by_field(amount: int | None, reference: str, dynamic: bool) -> None:
    made = text(Payment(ALIAS, "ML", amount, reference, dynamic))
    fields, rest = {}, made
    while rest:
        size = int(rest[2:4])
        fields[rest[:2]], rest = rest[4 : 4 + size], rest[4 + size :]
    assert fields.get("54") == (None if amount is None else f"{amount}.00")
    assert fields["62"].endswith("1103400" if dynamic else "1103000")
    assert int(fields["63"], 16) == crc(made[:-4].encode())


@pytest.mark.parametrize(
    "payment",
    [
        Payment(ALIAS, "ML", 0),
        Payment(ALIAS, "ML", 10**10),
        Payment(ALIAS, "ML", 5, "x" * 26),
        Payment(ALIAS, "ML", 5, "réf"),
        Payment("", "ML", 5),
        Payment("a" * 90, "ML", 5),
        Payment(ALIAS, "M\n", 5),
    ],
    ids=["nothing", "too much", "long reference", "accent", "no alias", "long alias", "line break"],
)
def test_what_does_not_fit_is_refused(payment: Payment) -> None:
    with pytest.raises(QrRefused):
        text(payment)
