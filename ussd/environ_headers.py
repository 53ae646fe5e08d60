"""The headers of a WSGI environment as a mapping, without copying them (PEP 3333, environ variables)."""

from collections.abc import Iterator, Mapping
from typing import Any

_BARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class EnvironHeaders(Mapping[str, str]):
    """Names in any case, "Content-Type" or "content-type"."""

    __slots__ = ("_environ",)

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        lower = name.lower()
        value: str = self._environ[_BARE.get(lower) or "HTTP_" + lower.upper().replace("-", "_")]
        return value

    def __iter__(self) -> Iterator[str]:
        for key in self._environ:
            if key.startswith("HTTP_"):
                yield key[5:].replace("_", "-").lower()
        yield from (name for name, key in _BARE.items() if key in self._environ)

    def __len__(self) -> int:
        return sum(1 for _ in self)
