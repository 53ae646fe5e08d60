"""What a production start refuses of PostgreSQL and Redis elsewhere: no TLS, or a server that nobody vouches for.

The URLs are read by the libraries that connect by them. Whether the servers are there is `doctor`'s.
"""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address

from redis.connection import SSLConnection, UnixDomainSocketConnection, parse_url
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from gateway.settings import Settings, variable
from kernel.database import driver_url

POSTGRESQL = ("database_url", "migrate_database_url")
# libpq's other modes encrypt at best, and talk to whoever answers ("Protection Provided in Different Modes").
VERIFIED = ("verify-full", "verify-ca")


def unverified_postgresql(settings: Settings) -> list[str]:
    """URLs that leave this machine for a server whose certificate nobody asks for."""
    return [
        f"{variable(name)}: PostgreSQL on another machine needs sslmode=verify-full (or verify-ca) and its sslrootcert"
        for name in POSTGRESQL
        if (url := getattr(settings, name).get_secret_value()) and not _postgresql_is_safe(url)
    ]


def unverified_redis(settings: Settings) -> list[str]:
    """A URL that leaves this machine without TLS, or with checks that were turned off."""
    url = settings.redis_url.get_secret_value()
    if not url or _redis_is_safe(url):
        return []
    return [f"{variable('redis_url')}: Redis on another machine needs rediss:// with its certificate checked"]


def _postgresql_is_safe(url: str) -> bool:
    try:
        made = make_url(driver_url(url))
        _, given = made.get_dialect()().create_connect_args(made)
    except (ArgumentError, ValueError):
        return False
    return given.get("sslmode") in VERIFIED or ("service" not in given and all(map(is_here, _hosts(given))))


def _hosts(given: Mapping[str, object]) -> Iterator[str]:
    """Each server of a list; ``hostaddr`` is where libpq goes when both are given. None is a Unix socket."""
    for name in ("host", "hostaddr"):
        yield from str(given.get(name) or "/").split(",")


def _redis_is_safe(url: str) -> bool:
    try:
        given = parse_url(url)  # type: ignore[no-untyped-call] # redis-py leaves it without types
    except ValueError:
        return False
    kind = given.get("connection_class")
    if kind is UnixDomainSocketConnection or is_here(str(given.get("host") or "localhost")):
        return True
    checked = given.get("ssl_cert_reqs", "required") == "required" and given.get("ssl_check_hostname", True)
    return kind is SSLConnection and bool(checked)


def is_here(host: str) -> bool:
    """A Unix socket (a path; ``@`` is an abstract one), or loopback."""
    if host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
