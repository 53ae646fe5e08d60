"""Which addresses behind a name may be connected to. It resolves and decides; it opens nothing."""

import ipaddress
import queue
import socket
import threading
from collections.abc import Iterable

from kernel.clock import monotonic
from kernel.egress_errors import EgressRefused, NotReached

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Endpoint = tuple[socket.AddressFamily, tuple[str, int]]

RESOLVE_S = 3.0  # As long as TCP and TLS each get; the C resolver alone may take 30 s.
_MAX_ENDPOINTS = 4  # Trying more addresses would leave each too little of the 3 s.
_MAX_RESOLVING = 16  # Threads at most while a resolver hangs.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052 2.1: the last 32 bits are an IPv4 address.

_resolving = threading.BoundedSemaphore(_MAX_RESOLVING)


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
        found = _literal(host, port) or _resolve_within(host, port, min(seconds, RESOLVE_S))
        if not found:
            raise NotReached(host, "dns")
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


def _literal(host: str, port: int) -> list[Endpoint]:
    """The address that stands in the place of a name, if it is one: nobody needs to be asked, nor waited for."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return []
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    return [(family, (str(address), port))]


def _resolve_within(host: str, port: int, seconds: float) -> list[Endpoint]:
    """`resolve` under a time limit: the C resolver has none, so it waits in a thread that we may abandon."""
    until = monotonic() + seconds
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
        # What waiting for a place took is gone.
        answer = answers.get(timeout=max(until - monotonic(), 0.0))
    except queue.Empty:
        raise NotReached(host, "dns") from None
    if isinstance(answer, Exception):
        raise NotReached(host, "dns")
    return answer
