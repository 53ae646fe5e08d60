"""What this server reads by: our newest bundle, lists and filters, opened once and kept until a newer comes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog
from sqlalchemy import Connection, text

from verification import admission, bundle
from verification.bundle import TrustBundle
from verification.issued_filter import IssuedFilter
from verification.keys import PublicKey
from verification.known import Known
from verification.registry import copies
from verification.status_list import ListRefused, StatusList

# Three entries of indexes, whatever the number of documents.
_NUMBERS = text("""
SELECT (SELECT max(number) FROM trust_bundle) AS bundle,
       (SELECT number FROM register_copy WHERE kind = 'list' AND kid = :kid ORDER BY number DESC LIMIT 1) AS list,
       (SELECT number FROM register_copy WHERE kind = 'filter' AND kid = :kid ORDER BY number DESC LIMIT 1) AS filter,
       EXISTS (SELECT FROM status_range WHERE kid = :kid) AS ours
""")

Copy = TypeVar("Copy")
# By kid: the number, and the copy, None when it is not to be believed.
_Held = dict[bytes, tuple[int, Copy | None]]

log = structlog.get_logger(__name__)


class NoBundle(LookupError):
    """No bundle was published yet: nothing can be judged until the root signs one."""

    retry = False


@dataclass(frozen=True, slots=True)
class _Opened:
    """Of one bundle; keys of a bundle are 200 at most, and so are the lists."""

    number: int
    bundle: TrustBundle
    lists: "_Held[StatusList]" = field(default_factory=dict)
    filters: "_Held[IssuedFilter]" = field(default_factory=dict)


class Holdings:
    """For all threads of a process. ``root``: the key that this server was given, not one that was sent to it."""

    def __init__(self, root: PublicKey) -> None:
        self._root = root
        self._opened: _Opened | None = None

    def known(self, connection: Connection, kid: bytes) -> tuple[Known, bool]:
        """What is needed to judge a token of ``kid``, and whether it is a key that this register issues by.

        Raises NoBundle, BundleForged.
        """
        numbers = connection.execute(_NUMBERS, {"kid": kid}).one()
        opened = self._of_bundle(connection, numbers.bundle)
        trust = opened.bundle
        if trust.key(kid) is None:
            return Known(trust), numbers.ours
        statuses = _newest(
            connection, opened.lists, "list", kid, numbers.list,
            lambda body: admission.admit_list(body, trust)[1],
        )  # fmt: skip
        issued = _newest(
            connection, opened.filters, "filter", kid, numbers.filter,
            lambda body: admission.admit_filter(body, trust),
        )  # fmt: skip
        lists, filters = ({kid: statuses} if statuses else {}), ({kid: issued} if issued else {})
        return Known(trust, lists, filters), numbers.ours

    def _of_bundle(self, connection: Connection, number: int | None) -> _Opened:
        if number is None:
            raise NoBundle("no trust bundle was published")
        held = self._opened
        if held is None or held.number != number:
            body = copies.newest_bundle(connection) or b""
            following = held.bundle.next_root_hash if held else b""
            found = bundle.open_sealed(body, self._root, next_root_hash=following)
            held = self._opened = _Opened(found.number, found)
        return held


def _newest(
    connection: Connection,
    held: "_Held[Copy]",
    kind: str,
    kid: bytes,
    number: int | None,
    admit: Callable[[bytes], Copy],
) -> Copy | None:
    """Opened when its number is new."""
    if number is None:
        return None
    if kid not in held or held[kid][0] < number:
        try:
            found: Copy | None = admit(copies.newest(connection, kid, kind) or b"")
        except ListRefused as refused:
            # Ours, and not to be believed: the bundle does not trust what signed it any more. A person looks.
            log.exception("own_register_refused", kind=kind, kid=kid.hex(), reason=refused.reason_code)
            found = None
        held[kid] = (number, found)
    return held[kid][1]
