"""Readers that other people wrote accept our tokens and refuse altered ones: no mistake of ours is mirrored."""

from typing import Any

import cbor2
import claim169  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSE, COSEKey
from pycose.keys.cosekey import CoseKey
from pycose.messages.sign1message import Sign1Message

from tests.verification.core.office import APEX, ESSENTIAL, STATE
from verification import cbor, claims, link, token
from verification.doc_type import DocType
from verification.document import Document
from verification.signer import FileSigner

SIGNERS = pytest.mark.parametrize("signer", [APEX, STATE], ids=["ES256", "Ed25519"])


def with_cwt(sealed: bytes, signer: FileSigner) -> bytes:
    members = cbor2.loads(signer.public.cose) | {2: signer.kid, 3: signer.alg}
    payload = COSE.new().decode(sealed, COSEKey.new(members))
    assert isinstance(payload, bytes)
    return payload


def with_pycose(sealed: bytes, signer: FileSigner) -> bytes:
    message: Any = Sign1Message.decode(sealed)
    message.key = CoseKey.from_dict(cbor2.loads(signer.public.cose))
    if not message.verify_signature():
        raise ValueError("pycose says no")
    return bytes(message.payload)


READERS = pytest.mark.parametrize("read", [with_cwt, with_pycose], ids=["cwt", "pycose"])


@READERS
@SIGNERS
def test_another_library_verifies_our_token(read: Any, signer: FileSigner) -> None:
    payload = read(token.issue(ESSENTIAL, signer), signer)
    assert claims.decode(payload) == ESSENTIAL
    assert cbor2.loads(payload)[6] == int(ESSENTIAL.issued_at.timestamp())


@READERS
@SIGNERS
@pytest.mark.parametrize("place", [12, 40, 90, -1])
def test_another_library_refuses_an_altered_one(read: Any, signer: FileSigner, place: int) -> None:
    altered = bytearray(token.issue(ESSENTIAL, signer))
    altered[place] ^= 1
    with pytest.raises(Exception):  # noqa: B017, PT011 - each library has its own
        read(bytes(altered), signer)


EXTRACT = Document(
    index=9,
    doc_type=DocType.BIRTH_EXTRACT,
    serial=ESSENTIAL.serial,
    issued_at=ESSENTIAL.issued_at,
    party="KEITA MARIAM",
    civil={1: "260123", 4: "Mariam Keita", 8: "19990412", 9: 2, 13: "ML"},
)


def test_a_claim_169_reader_shows_a_birth_extract() -> None:
    """Base45 of zlib of the very token that is printed."""
    text = link.wrap_claim169(token.issue(EXTRACT, APEX))
    members: Any = cbor.loads_strict(APEX.public.cose)
    point = b"\x04" + members[-2] + members[-3]
    shown = claim169.decode_with_ecdsa_p256(text, point, validate_timestamps=False)
    assert shown.verification_status == "verified"
    assert (shown.claim169.full_name, shown.claim169.date_of_birth) == ("Mariam Keita", "19990412")


def test_a_claim_169_reader_refuses_it_from_another_key() -> None:
    text = link.wrap_claim169(token.issue(EXTRACT, APEX))
    other = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    point = b"\x04" + other.x.to_bytes(32, "big") + other.y.to_bytes(32, "big")
    with pytest.raises(claim169.SignatureError):
        claim169.decode_with_ecdsa_p256(text, point, validate_timestamps=False)


def test_we_read_what_another_library_signed() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    key = COSEKey.from_pem(_pem(private), kid=STATE.kid)
    header = {1: -8, 4: STATE.kid}
    sealed = COSE.new().encode_and_sign(claims.encode(ESSENTIAL), key, protected=header)
    parsed = token.read(sealed)
    assert parsed.document == ESSENTIAL
    assert parsed.envelope.signed_by(STATE.public)


def _pem(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
