"""What a seal has room for: the fields that give way to a digest, so that the symbol stays one that phones read."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from catalogue.document import DocumentKind
from kernel import ids
from verification import claims
from verification.cbor import Malformed
from verification.doc_type import DocType
from verification.document import Document
from verification.fields import DIGEST_BYTES, NUMBER_MAX
from verification.paper_refused import PaperRefused

# 14-M holds 2 920 bits (ISO/IEC 18004 table 7); less a link of 40 characters, the modes' heads and base41's guard, two
# bytes in three symbols of 5.5 bits leave 319; the envelope and its signature take 82.
CLAIMS_MAX = 235
_SERIAL = ids.reference(0, 2026, bytes(16))
_AT = datetime(2026, 1, 1, tzinfo=UTC)


def fitted(kind: DocumentKind, sealed: Mapping[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    """``sealed``, with the fields of ``kind.spill`` left out in turn until the rest fits, a digest in their place.

    Raises PaperRefused ("seal") when it never does, or for a field that no seal holds.
    """
    found = dict(sealed)
    if _size(kind, found) <= CLAIMS_MAX:
        return found
    for name in kind.spill:
        found.pop(name, None)
        found["annex_digest"] = digest(shown)
        if _size(kind, found) <= CLAIMS_MAX:
            return found
    raise PaperRefused("seal")


def digest(shown: Mapping[str, str]) -> bytes:
    """The first 16 bytes of the SHA-256 of what the paper shows, as the JSON in it: sorted keys, no blanks, UTF-8."""
    words = json.dumps(dict(shown), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).digest()[:DIGEST_BYTES]


def _size(kind: DocumentKind, sealed: Mapping[str, Any]) -> int:
    """Bytes of the claims with the largest place and an end."""
    try:
        document = Document(
            index=min(NUMBER_MAX, 1 << 32), doc_type=DocType(kind.doc_type), serial=_SERIAL, issued_at=_AT,
            expires_at=_AT, **sealed,
        )  # fmt: skip
        return len(claims.encode(document))
    except (Malformed, TypeError, ValueError):
        raise PaperRefused("seal") from None
