"""How the supervisor asks its own gateway whether it is ready: over TLS when the gateway speaks it. No other client."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import urllib3

from gateway.settings import Settings

SECONDS = 2
# Who listens everywhere is asked here.
SOMEWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing is opened by it


@dataclass(frozen=True, slots=True)
class OwnDoor:
    """``/readyz`` on this machine."""

    url: str
    headers: Mapping[str, str]
    http: urllib3.PoolManager

    def look(self) -> dict[str, bool]:
        """Component -> whether it is well. Raises urllib3's HTTPError, ValueError or KeyError for no such answer."""
        answer = self.http.request("GET", self.url, headers=self.headers)
        return {name: bool(part["ok"]) for name, part in answer.json()["components"].items()}


def own_door(settings: Settings) -> OwnDoor:
    """As these settings open it."""
    scheme = "https" if settings.tls_certificate else "http"
    token = settings.monitor_token.get_secret_value()
    http = urllib3.PoolManager(
        retries=False, timeout=SECONDS, ssl_context=_trusting(settings), assert_hostname=False
    )
    address = SOMEWHERE.get(settings.host, settings.host)
    here = f"[{address}]" if ":" in address else address
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if here not in settings.trusted_hosts:
        headers["Host"] = next(iter(settings.trusted_hosts), here)
    return OwnDoor(f"{scheme}://{here}:{settings.port}/readyz", headers, http)


def _trusting(settings: Settings) -> ssl.SSLContext | None:
    """Our own certificate and no other; it names the public host, so the name is not asked on loopback."""
    if settings.tls_certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cafile=settings.tls_certificate)
    return context
