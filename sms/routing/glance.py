"""The weights as this process last saw them: looked at again each second, not for every batch."""

from collections.abc import Mapping

from sqlalchemy import Connection

from kernel.clock import monotonic
from sms.routing import weights
from sms.routing.weights import Weight

# A pause or a shift made by another process is heeded within a second; a batch takes some 50 ms.
FRESH_S = 1.0


class Glance:
    """``resting``: provider -> points at rest. Thread-safe: at worst two threads look at once."""

    def __init__(self, resting: Mapping[str, int]) -> None:
        self._resting = resting
        self._seen: tuple[float, Mapping[str, Weight]] | None = None

    def known(self, connection: Connection) -> Mapping[str, Weight]:
        """The weights, at most FRESH_S old."""
        seen = self._seen
        if seen is not None and monotonic() - seen[0] < FRESH_S:
            return seen[1]
        found = weights.load(connection, self._resting)
        self._seen = (monotonic(), found)
        return found

    def forget(self) -> None:
        """Look again next time: this process has just changed them."""
        self._seen = None
