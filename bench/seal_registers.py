"""How much a reader must hear of revocations: the whole list, and what changed, by SMS or from a colleague's screen."""

import random
import zlib
from dataclasses import dataclass
from datetime import timedelta

from bench.seal_formats import HOST, ISSUED, SIGNER
from kernel import gsm
from verification import base41, delta, frames, golomb, issued_filter, status_list
from verification.status_list import Status, StatusList

CASES = ((10_000, 20), (10_000, 100), (100_000, 200), (100_000, 1_000), (1_000_000, 10_000))


@dataclass(frozen=True)
class Register:
    """Bytes, but for ``sms_parts`` and ``screens`` (frames of version 20-M); ``filter`` is of the seals issued."""

    issued: int
    revoked: int
    list_zlib: int
    golomb: int
    sealed_list: int
    sealed_delta: int
    sms_parts: int
    screens: int
    filter: int


def register(issued: int, revoked: int) -> Register:
    """Random places, as the indices of documents are."""
    indices = random.Random(issued + revoked).sample(range(issued), revoked)
    old = StatusList(
        uri=f"https://{HOST}/.well-known/guichet/revocations/{SIGNER.kid.hex()}", number=1,
        statuses=status_list.blank(issued), iat=ISSUED, ttl=86_400, exp=ISSUED + timedelta(days=30),
    )  # fmt: skip
    changed = old.with_status(dict.fromkeys(indices, Status.REVOKED))
    new = StatusList(uri=old.uri, number=2, statuses=changed.statuses, iat=ISSUED, ttl=old.ttl, exp=old.exp)
    sealed = delta.seal(delta.between(old, new, SIGNER.kid), SIGNER, issued)
    text = base41.encode(sealed)
    return Register(
        issued, revoked, len(zlib.compress(new.statuses, 9)),
        len(golomb.encode(indices, golomb.best_rice(revoked, issued))),
        len(status_list.seal(new, SIGNER)), len(sealed), gsm.segments(text).parts, len(frames.split(sealed)),
        len(issued_filter.build((), issued, SIGNER.kid, ISSUED).bits),
    )  # fmt: skip
