"""How the workers of the suite share it: by files, and all journeys together, since they dial into one town."""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

TOWNS = ("tests/journeys/",)


class ByTown(LoadScopeScheduling):  # type: ignore[misc]
    """A file stays with one worker, and so does a folder whose tests share what took half a minute to start."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return next((town for town in TOWNS if path.startswith(town)), path)
