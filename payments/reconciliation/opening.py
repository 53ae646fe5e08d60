"""Looks at a file before anything reads it: size, kind, characters, fingerprint. One pass, constant memory."""

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from payments.reconciliation.refused import LARGEST_BYTES, StatementRefused

CHUNK = 256 * 1024
# The first bytes of zip (xlsx too), gzip, bzip2, xz, 7z, zstd, OLE (xls) and PDF: never opened, never unpacked.
PACKED = (
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd",
    b"\xd0\xcf\x11\xe0", b"%PDF",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looked:
    """``sha256`` is what makes a second import of the same file a no-op."""

    path: Path
    sha256: str
    charset: str
    size_bytes: int


def look(path: Path, charsets: tuple[str, ...]) -> Looked:
    """Raises StatementRefused. Bad-input row 73."""
    try:
        size = path.stat().st_size
        if not size:
            raise StatementRefused("empty")
        if size > LARGEST_BYTES:
            raise StatementRefused("size")
        return _read(path, charsets, size)
    except OSError:
        raise StatementRefused("absent") from None


def _read(path: Path, charsets: tuple[str, ...], size: int) -> Looked:
    digest = hashlib.sha256()
    decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in charsets}
    with path.open("rb") as stream:
        first = True
        while chunk := stream.read(CHUNK):
            if first and chunk.startswith(PACKED):
                raise StatementRefused("packed")
            if b"\0" in chunk:
                raise StatementRefused("nul")
            first = False
            digest.update(chunk)
            decoders = {name: decoder for name, decoder in decoders.items() if _decodes(decoder, chunk)}
    decoders = {name: decoder for name, decoder in decoders.items() if _decodes(decoder, b"", final=True)}
    if not decoders:
        raise StatementRefused("charset")
    # The order of the profile: UTF-8 first, since Windows' table takes nearly any bytes.
    return Looked(path, digest.hexdigest(), next(iter(decoders)), size)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
