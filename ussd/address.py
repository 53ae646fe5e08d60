"""Paths below /ussd/: which hook is called, and whether the caller knows the secret."""

import hmac
from collections.abc import Mapping
from typing import NamedTuple

from ussd.hook import Hook
from ussd.wire import Refused

MOUNT = "/ussd/"
# /ussd/pull/infobip/<token>/session/<id>/response is the deepest.
SEGMENTS_MAX = 8
PULL = "pull"


class Address(NamedTuple):
    """``tail`` is what stands behind the token."""

    hook: Hook
    tail: str


class Addresses:
    """``hooks`` by path without the token: "mtn", "pull/infobip/session/*/start". Refuses an empty token."""

    def __init__(self, hooks: Mapping[str, Hook], token: str) -> None:
        if not token:
            raise ValueError("the token of the callback paths is empty")
        self._hooks = dict(hooks)
        self._token = token.encode()

    def find(self, path: str, method: str) -> Address:
        """Raises Refused 404 for a wrong secret and for an unknown path alike, 405 for the method."""
        parts = path.removeprefix(MOUNT).split("/", SEGMENTS_MAX)
        depth = 2 if parts[0] == PULL else 1
        given = parts[depth] if len(parts) > depth else ""
        # Constant time, and before anything else is told (bad-input row 2). PATH_INFO is Latin-1 by PEP 3333.
        known = hmac.compare_digest(given.encode("latin-1", "replace"), self._token)
        if not known or not path.startswith(MOUNT):
            raise Refused(404, "not_found")
        tail = parts[depth + 1 :]
        hook = self._hooks.get("/".join([*parts[:depth], *_pattern(tail)]))
        if hook is None:
            raise Refused(404, "not_found")
        if method not in hook.methods:
            raise Refused(405, "method", (("Allow", ", ".join(sorted(hook.methods))),))
        return Address(hook, "/".join(tail))


def _pattern(tail: list[str]) -> list[str]:
    """ "session/77/start" as "session/*/start": of three segments the middle one is an id."""
    return [tail[0], "*", tail[2]] if len(tail) == 3 else tail
