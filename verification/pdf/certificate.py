"""A certificate for signing papers, made by the key itself: for demonstration. In production the state's CA makes it.

It works with a key in a device too: only the signature over it is asked for.
"""

import hashlib
from datetime import datetime

from asn1crypto import algos, keys, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from verification import cbor
from verification.keys import ES256, SIGNATURE_BYTES, PublicKey
from verification.pdf.asn1 import TURN
from verification.signer import Signer

SERIAL_BYTES = 16  # RFC 5280 4.1.2.2: at most 20


def self_signed(signer: Signer, organisation: str, name: str, nbf: datetime, exp: datetime) -> bytes:
    """DER of an X.509 certificate that may sign documents (RFC 5280). Raises ValueError for a key other than P-256."""
    if signer.alg != ES256:
        raise ValueError("papers are signed with P-256")
    with TURN:
        return _certificate(signer, organisation, name, nbf, exp)


def _certificate(signer: Signer, organisation: str, name: str, nbf: datetime, exp: datetime) -> bytes:
    subject = x509.Name.build({"organization_name": organisation, "common_name": name})
    mechanism = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    key = _public_info(signer.public)
    body = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": _serial(key.dump(), nbf),
            "signature": mechanism,
            "issuer": subject,
            "validity": x509.Validity({"not_before": _time(nbf), "not_after": _time(exp)}),
            "subject": subject,
            "subject_public_key_info": key,
            "extensions": [
                {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": False}},
                # Non-repudiation is what readers of signed papers ask for.
                {
                    "extn_id": "key_usage",
                    "critical": True,
                    "extn_value": {"digital_signature", "non_repudiation"},
                },
                {"extn_id": "key_identifier", "critical": False, "extn_value": signer.public.thumbprint[:20]},
            ],
        }
    )
    raw, half = signer.sign(body.dump()), SIGNATURE_BYTES // 2
    signature = utils.encode_dss_signature(
        int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
    )
    made = x509.Certificate(
        {"tbs_certificate": body, "signature_algorithm": mechanism, "signature_value": signature}
    )
    found: bytes = made.dump()
    return found


def _public_info(public: PublicKey) -> keys.PublicKeyInfo:
    match cbor.loads_strict(public.cose):
        case {-2: bytes(x), -3: bytes(y)}:  # RFC 9053 7.1.1
            point = b"\x04" + x + y
        case _:
            raise ValueError("papers are signed with P-256")
    found = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    return keys.PublicKeyInfo.load(
        found.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def _serial(key: bytes, nbf: datetime) -> int:
    """Positive, not guessable from the time alone, and the same each time that it is made anew."""
    digest = hashlib.sha256(key + nbf.isoformat().encode()).digest()
    return int.from_bytes(digest[:SERIAL_BYTES], "big") >> 1 | 1


def _time(at: datetime) -> x509.Time:
    """RFC 5280 4.1.2.5: UTCTime to 2049, GeneralizedTime after."""
    whole = at.replace(microsecond=0)
    return x509.Time(name="utc_time" if at.year < 2050 else "general_time", value=whole)
