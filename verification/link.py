"""The text of a QR code: composed as a link that any camera app opens, read in every form that people hand in.

The token is in the fragment, which a browser never sends: it reaches no server's log.
"""

import re
import zlib
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from verification import base41, base45, frames
from verification.incomplete import Incomplete
from verification.inflate import TooMuch, inflate

Form = Literal["link", "bare41", "base45", "hc1", "claim169"]

PATH = "/V/"
# ISO/IEC 18004 table 7: the most alphanumeric characters a symbol (40-L) holds; percent signs triple a fragment's.
TEXT_MAX = 4296
TOKEN_MAX = 4096  # bytes: what `cbor.TOKEN` allows
_LINK = re.compile(r"([a-z]{4,5})://([^/?#]*)([^#]*)(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,3}:")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?")
# Every token starts with tag 18 and an array of four (D2 84), every frame with its magic.
_STARTS = frozenset(base41.encode(first)[:3] for first in (b"\xd2\x84", frames.MAGIC))
_ZLIB = 0x78
_OURS = frozenset({"", "/", "/V", "/v", "/V/", "/v/"})


@dataclass(frozen=True, slots=True)
class Scanned:
    """``token`` is COSE, not yet judged. ``host`` is what a link names, in lower case; None in the other forms."""

    token: bytes
    host: str | None
    wrong_site: bool
    form: Form


def compose(host: str, token: bytes) -> str:
    """ "HTTPS://V.EXAMPLE.ML/V/#..." of host "v.example.ml" (port allowed). Raises ValueError for another host."""
    if not _HOST.fullmatch(host):
        raise ValueError("not a host name")
    return f"HTTPS://{host.upper()}{PATH}#{base41.encode(token)}"


def read(text: str, our_hosts: frozenset[str]) -> Scanned:
    """What was scanned, pasted or sent. ``our_hosts`` in lower case. Raises Incomplete."""
    text = text.strip()
    if not text or len(text) > TEXT_MAX:
        raise Incomplete("long" if text else "not_a_seal")
    link = _LINK.fullmatch(text)
    if link:
        return _link(link, our_hosts)
    if text[:3].upper() in _STARTS:
        return Scanned(base41.decode(text), None, False, "bare41")
    prefix = _PREFIX.match(text)
    packed = base45.decode(text[prefix.end() :] if prefix else text)
    token = _opened(packed)
    plain: Form = "base45" if token is packed else "claim169"
    return Scanned(token, None, False, "hc1" if prefix else plain)


def wrap_claim169(token: bytes) -> str:
    """Base45 of zlib of the token: the form that a Claim 169 reader takes (MOSIP "169 - QR Code Specifications")."""
    return base45.encode(zlib.compress(token, 9))


def _link(link: re.Match[str], our_hosts: frozenset[str]) -> Scanned:
    scheme, authority, path, fragment = link.groups()
    host = authority.rpartition("@")[2].lower().removesuffix(":443")
    # A name before an @ looks like the host and is not; plain HTTP and other paths are never printed by us.
    wrong = scheme.lower() != "https" or "@" in authority or host not in our_hosts or path not in _OURS
    if not fragment:
        raise Incomplete("no_token", wrong_site=wrong and not _cut_off(link[0], our_hosts))
    try:
        # Some apps percent-encode + and :, which the alphabet has; it has no %, so this is not ambiguous.
        token = base41.decode(unquote(fragment, errors="replace"))
    except Incomplete as incomplete:
        raise Incomplete(incomplete.reason_code, wrong_site=wrong) from None
    return Scanned(token, host, wrong, "link")


def _cut_off(text: str, our_hosts: frozenset[str]) -> bool:
    """The beginning of a link of ours: half a host is no other site."""
    return any(f"https://{host}{PATH}#".lower().startswith(text.lower()) for host in our_hosts)


def _opened(packed: bytes) -> bytes:
    if not packed or packed[0] != _ZLIB:
        return packed
    try:
        return inflate(packed, TOKEN_MAX)
    except TooMuch:
        raise Incomplete("zlib") from None
