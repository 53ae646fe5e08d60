"""What only machines of ours may read: readiness and counts. ASVS V13.4.5.

With GUICHET_MONITOR_TOKEN whoever has it, from anywhere; without, whoever calls directly from a private network or
from this machine. A call that came through a proxy, or asks for the public name, came from outside.
"""

import hmac
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TypeVar
from urllib.parse import urlsplit

import structlog
from flask import Response, abort, request
from werkzeug.wrappers import Request

from gateway.settings import Settings
from kernel import access

Answer = TypeVar("Answer", bound=Response | tuple[Response, int])
# What proxies add to tell for whom they ask (RFC 7239, RFC 9110 7.6.3, and what was usual before).
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
TOKEN_LONGEST = 200
# RFC 1918 3 and RFC 4193 3.1. Python's ``is_private`` counts more: documentation, tests, what is not given out.
PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))

log = structlog.get_logger(__name__)


def only(settings: Settings) -> Callable[[Callable[[], Answer]], Callable[[], Answer]]:
    """404 for everybody else, as for what does not exist."""

    def guard(view: Callable[[], Answer]) -> Callable[[], Answer]:
        @access.bearer("GUICHET_MONITOR_TOKEN; where none is set, a direct call from inside")
        @wraps(view)
        def guarded() -> Answer:
            if not may(request, settings):
                log.warning("monitoring_refused", endpoint=request.endpoint)
                abort(404)
            return view()

        return guarded

    return guard


def may(asked: Request, settings: Settings) -> bool:
    """Whether this call may read them."""
    token = settings.monitor_token.get_secret_value()
    if token:
        scheme, _, given = asked.headers.get("Authorization", "").partition(" ")
        fits = hmac.compare_digest(token.encode(), given.strip()[:TOKEN_LONGEST].encode())
        return scheme.lower() == "bearer" and fits
    if any(name in asked.headers for name in FORWARDED):
        return False
    return _nearby(asked.remote_addr or "") and not _by_the_public_name(asked.host, settings.public_url)


def _nearby(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return _nearby(str(found.ipv4_mapped))
    return found.is_loopback or any(found in network for network in PRIVATE)


def _by_the_public_name(host: str, public_url: str) -> bool:
    """A demo's public address is this machine's own: that is no name to come from outside by."""
    name = urlsplit(public_url).hostname or ""
    return urlsplit(f"//{host}").hostname == name and not (name == "localhost" or _nearby(name))
