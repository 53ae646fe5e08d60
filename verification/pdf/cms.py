"""The CMS of a paper's signature. All those of a seal are the same but for digest and signature: made once, and filled.

pyHanko makes it (CAdES-B-B, ETSI EN 319 122-1 6.3), which takes it 15 of the 25 ms of a signature; filling takes none.
"""

from dataclasses import dataclass

from asn1crypto import cms, x509

# Where the digest of a paper will stand: as long as one, and in no certificate.
PLACE = b"the digest of a paper comes here"
# DER of two integers of 32 bytes, each with a sign byte: a P-256 signature has 70 to 72, seldom less.
DER_MAX = 72
_SEQUENCE, _SET, _OCTETS, _TAGGED_0 = 0x30, 0x31, 0x04, 0xA0  # ITU-T X.690 8.1.2


@dataclass(frozen=True, slots=True)
class Form:
    """A CMS in DER parts: what stands before its one SignerInfo, and what is in that (RFC 5652 5.1 and 5.3).

    ``certificate`` is the signer's, read already; the digest's place in ``attributes`` is kept.
    """

    certificate: x509.Certificate
    content_type: bytes
    before: bytes
    signed_by: bytes
    attributes: bytes
    mechanism: bytes

    @classmethod
    def of(cls, certificate: x509.Certificate, made: cms.ContentInfo) -> "Form":
        """From the CMS of ``certificate`` over PLACE."""
        signed = made["content"]
        [info] = signed["signer_infos"]
        return cls(
            certificate=certificate,
            content_type=made["content_type"].dump(),
            before=_dumped(signed, "version", "digest_algorithms", "encap_content_info", "certificates"),
            signed_by=_dumped(info, "version", "sid", "digest_algorithm"),
            attributes=info["signed_attrs"].contents,
            mechanism=info["signature_algorithm"].dump(),
        )

    @property
    def room(self) -> int:
        """Bytes that the whole CMS takes at most."""
        return len(self.filled(PLACE, bytes(DER_MAX)))

    def to_sign(self, digest: bytes) -> bytes:
        """The attributes as they are signed, a SET (RFC 5652 5.4). ``digest`` is that of the paper."""
        return _der(_SET, self._attributes(digest))

    def filled(self, digest: bytes, signature: bytes) -> bytes:
        """The whole CMS, with the DER ``signature`` over `to_sign`."""
        attributes = _der(_TAGGED_0, self._attributes(digest))
        info = _der(_SEQUENCE, self.signed_by, attributes, self.mechanism, _der(_OCTETS, signature))
        signed = _der(_SEQUENCE, self.before, _der(_SET, info))
        return _der(_SEQUENCE, self.content_type, _der(_TAGGED_0, signed))

    def _attributes(self, digest: bytes) -> bytes:
        """In the order of their bytes, which their types settle: no digest changes it."""
        return self.attributes.replace(PLACE, digest)


def _dumped(value: cms.SignedData | cms.SignerInfo, *names: str) -> bytes:
    return b"".join(value[name].dump() for name in names)


def _der(tag: int, *parts: bytes) -> bytes:
    """One value: its tag, its length in one byte or, from 128 on, behind the number of its bytes, and what it holds."""
    body = b"".join(parts)
    length = len(body)
    if length < 0x80:
        return bytes((tag, length)) + body
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + body
