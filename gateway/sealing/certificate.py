"""The certificate beside a signing key: the state's CA made it; in a demo the key made one itself."""

from gateway.sealing.keys import KeyMissing
from gateway.seals import Seals
from gateway.settings import Mode
from verification.pdf.certificate import self_signed
from verification.pdf.signing import Seal
from verification.signer import Signer
from verification.trusted_key import TrustedKey

CERTIFICATE_MAX = 16 * 1024  # bytes of one DER file; a certificate is 1 KiB


def paper_seal(seals: Seals, key: TrustedKey, organisation: str, signer: Signer) -> Seal:
    """Who signs the file of a paper: <kid>.crt in the folder of keys, and <kid>.chain1.crt, ... for who issued it.

    Raises KeyMissing in production without one.
    """
    stem = signer.kid.hex()
    own, *chain = [
        path.read_bytes()[:CERTIFICATE_MAX]
        for path in (
            seals.folder.path(f"{stem}.crt"),
            *sorted(seals.folder.folder.glob(f"{stem}.chain*.crt")),
        )
        if path.is_file()
    ] or [b""]
    if own:
        return Seal(signer, own, tuple(chain))
    if seals.settings.mode is not Mode.DEMO:
        raise KeyMissing(
            f"no certificate {stem}.crt beside the key: papers are signed with one of the state's CA"
        )
    return Seal(signer, self_signed(signer, organisation, key.issuer, key.nbf, key.exp))
