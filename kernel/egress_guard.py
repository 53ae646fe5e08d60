"""Where an outgoing request may go: the allowed hosts, and the addresses behind a name. Opens nothing."""

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from kernel.egress_errors import EgressRefused, NotReached

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Endpoint = tuple[socket.AddressFamily, tuple[str, int]]

DEFAULT_PORTS = {"http": 80, "https": 443}
RESOLVE_S = 3.0  # As long as TCP and TLS each get; the C resolver alone may take 30 s.
_MAX_URL = 8192  # Above what any partner documents; most servers refuse longer request lines.
_MAX_ENDPOINTS = 4  # Trying more addresses would leave each too little of the 3 s.
_MAX_RESOLVING = 16  # Threads at most while a resolver hangs.
_PRINTABLE = re.compile(r"[!-~]+")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:.]+")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052 2.1: the last 32 bits are an IPv4 address.

_resolving = threading.BoundedSemaphore(_MAX_RESOLVING)


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


class AddressGuard:
    """Resolves a name and keeps the addresses we may connect to.

    Public ones always. Private and loopback ones when `allow_private` has the "host", the "host:port" or a
    network around it. Link-local (169.254.169.254 hands out cloud credentials), multicast and reserved
    ones only by network: a name someone else controls must not lead there.
    """

    def __init__(self, allow_private: Iterable[str]) -> None:
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        self._names: set[str] = set()
        for entry in allow_private:
            try:
                self._networks.append(ipaddress.ip_network(entry))
            except ValueError:
                self._names.add(entry.lower())

    def endpoints(self, host: str, port: int, seconds: float) -> list[Endpoint]:
        """Checked addresses to connect to, best first. Raises NotReached (no name) or EgressRefused."""
        found = _resolve_within(host, port, min(seconds, RESOLVE_S))
        allowed = [endpoint for endpoint in found if self.permits(host, port, endpoint[1][0])]
        if not allowed:
            raise EgressRefused(host, "address")
        return allowed[:_MAX_ENDPOINTS]

    def permits(self, host: str, port: int, address: str) -> bool:
        reached = _innermost(ipaddress.ip_address(address))
        if any(reached in network for network in self._networks):
            return True
        if reached.is_multicast or reached.is_link_local or reached.is_unspecified:
            return False
        if reached.is_global and not reached.is_reserved:
            return True
        named = host in self._names or f"{host}:{port}" in self._names
        return named and reached.is_private and (reached.is_loopback or not reached.is_reserved)


def _innermost(address: IPAddress) -> IPAddress:
    """The IPv4 address that an IPv6 one carries (mapped, 6to4, Teredo, NAT64), or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    teredo = address.teredo
    carried = address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
    if carried is None and address in _NAT64:
        carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return carried or address


def resolve(host: str, port: int) -> list[Endpoint]:
    """All stream addresses of a name, in the order of RFC 6724. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, (str(address[0]), port)) for family, _, _, _, address in found]


def _resolve_within(host: str, port: int, seconds: float) -> list[Endpoint]:
    """`resolve` under a time limit: the C resolver has none, so it waits in a thread that we may abandon."""
    answers: queue.SimpleQueue[list[Endpoint] | Exception] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error)
        finally:
            _resolving.release()

    if not _resolving.acquire(timeout=max(seconds, 0.0)):
        raise NotReached(host, "dns")
    threading.Thread(target=work, name="egress-resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.0))
    except queue.Empty:
        raise NotReached(host, "dns") from None
    if isinstance(answer, Exception):
        raise NotReached(host, "dns")
    return answer
