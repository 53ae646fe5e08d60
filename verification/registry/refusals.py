"""A signed proof that a paper was refused at a post: what the trader shows when he contests it. Judges nobody."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from kernel.crypto import Keyring
from kernel.ids import ReferenceRefused, parse_reference
from verification import cbor, claims, cose
from verification.bundle import TrustBundle
from verification.cbor import Malformed
from verification.fields import words
from verification.registry import codes, seals
from verification.registry.check_tables import LONGEST_PLACE, REFUSAL_PROOF
from verification.registry.errors import RegistryRefused
from verification.registry.lookup import status_of
from verification.registry.tables import SEALED_DOCUMENT
from verification.signer import Signer

TYP = "application/guichet-refusal+cose"
# Private use claim: {1: number, 2: what the register says, 3: place, 4: the officer's words, 5: kid of the paper's key}
BODY = -70005
LONGEST_WORDS = 160  # characters: one SMS, which is how most will hand it in
# A lorry meets a handful of posts; the eleventh proof of a day is somebody trying the signer.
PROOFS_A_DAY = 10
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a proof says: ``status`` is the register's word for the paper at ``at``, ``said`` what the officer gave."""

    number: str
    status: str
    place: str
    said: str
    at: datetime
    kid: bytes


def prove(
    connection: Connection,
    keyring: Keyring,
    code_key: bytes,
    registers_signer: Signer,
    *,
    number: str,
    code: str,
    place: str,
    said: str,
    at: datetime,
) -> bytes:
    """COSE_Sign1 by the registers' key, 200 to 400 bytes; kept sealed. The caller has counted the try (`lookup`).

    Raises RegistryRefused (code, words, copies), SigningFailed.
    """
    _check(place, said)
    row = connection.execute(
        select(SEALED_DOCUMENT).where(SEALED_DOCUMENT.c.number == _digits(number)).with_for_update()
    ).one_or_none()
    if not codes.right(code_key, _digits(number), code) or row is None:
        raise RegistryRefused("code")
    if _proofs_of_day(connection, row.id, at) >= PROOFS_A_DAY:
        raise RegistryRefused("copies")
    status = status_of(row, at)
    body = {1: int(row.number), 2: status, 3: place, 4: said, 5: bytes(row.kid)}
    payload = cbor.dumps({claims.IAT: claims.seconds(at), BODY: body})
    proof = cose.sign1(registers_signer, payload, typ=TYP)
    proof_id = str(uuid.uuid4())
    connection.execute(
        insert(REFUSAL_PROOF).values(
            id=proof_id, document_id=row.id, verdict=status, at=at,
            proof_sealed=seals.seal(keyring, "proof", proof_id, proof),
        )
    )  # fmt: skip
    return proof


def read(data: bytes, bundle: TrustBundle) -> Refusal:
    """What a proof says, if a key of the bundle that seals registers signed it. Raises Malformed."""
    envelope = cose.take_apart(data)
    key = bundle.key(envelope.kid)
    if envelope.typ != TYP or key is None or not key.seals_registers:
        raise Malformed("key")
    if not envelope.signed_by(key.public):
        raise Malformed("signature")
    match cbor.loads_strict(envelope.payload):
        case {6: iat, -70005: {1: int(number), 2: status, 3: place, 4: said, 5: bytes(kid)}}:
            at = claims.moment(iat)
        case _:
            raise Malformed("claims")
    if not key.trusted_at(at):
        raise Malformed("key")
    return Refusal(f"{number:012}", words(status), words(place), words(said), at, kid)


def _proofs_of_day(connection: Connection, document_id: str, at: datetime) -> int:
    proof = REFUSAL_PROOF.c
    query = select(func.count()).where(proof.document_id == document_id, proof.at > at - DAY)
    return int(connection.execute(query).scalar_one())


def _check(place: str, said: str) -> None:
    try:
        words(place)
        words(said)
    except Malformed:
        raise RegistryRefused("words") from None
    if len(place) > LONGEST_PLACE or len(said) > LONGEST_WORDS:
        raise RegistryRefused("words")


def _digits(number: str) -> str:
    try:
        return parse_reference(number)
    except ReferenceRefused:
        return ""
