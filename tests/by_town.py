"""How the workers of the suite share it: by files, and all journeys together, since they dial into one town."""

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

TOWNS = ("tests/journeys/",)
# A file that keeps a browser busy for half a minute must not be the last: the other workers would wait for it. By the
# alphabet these would be; after them the last is `tests/ussd/`, whose files take a second or two.
FIRST = ("tests/verification/",)


class ByTown(LoadScopeScheduling):  # type: ignore[misc]
    """A file stays with one worker, and so does a folder whose tests share what took half a minute to start."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return next((town for town in TOWNS if path.startswith(town)), path)


def in_turn(items: list[pytest.Item]) -> None:
    """Long files first; the others stay in the order of the alphabet."""
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))
