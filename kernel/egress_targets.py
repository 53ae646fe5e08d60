"""Which hosts may be called at all: the allow-list, and the one cutting of a URL. It resolves no name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from kernel.egress_errors import EgressRefused

DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_URL = 8192  # Above what any partner documents; most servers refuse longer request lines.
_PRINTABLE = re.compile(r"[!-~]+")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:.]+")


@dataclass(frozen=True, slots=True)
class Target:
    """One checked URL, cut once, so that what was checked is what is connected to."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


class AllowList:
    """The exact origins we call, given as base URLs ("https://api.example.org/v1"), "host" or "host:port"."""

    def __init__(self, hosts: Iterable[str]) -> None:
        self._origins = {origin for entry in hosts for origin in _origins(entry)}

    def target(self, url: str) -> Target:
        """Raises EgressRefused (its host is "?" where the URL is too broken to name one)."""
        target = parse(url)
        if target.origin not in self._origins:
            raise EgressRefused(target.host, "host")
        return target


def parse(url: str) -> Target:
    """Raises EgressRefused for another scheme, user info, a fragment, or what two readers could cut apart."""
    if len(url) > _MAX_URL or not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise EgressRefused("?", "url")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise EgressRefused("?", "url") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise EgressRefused("?", "scheme")
    if not _HOST.fullmatch(host) or "@" in parts.netloc or parts.fragment or port == 0:
        raise EgressRefused("?", "url")
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, host, port or DEFAULT_PORTS[parts.scheme], (parts.path or "/") + query)


def _origins(entry: str) -> list[tuple[str, str, int]]:
    urls = [entry] if "://" in entry else [f"{scheme}://{entry}" for scheme in DEFAULT_PORTS]
    return [parse(url).origin for url in urls]
