"""The bearer tokens of MTN's products, kept in this process until shortly before they end. Sends no charge."""

import base64
import threading
from dataclasses import dataclass

from kernel import clock
from kernel.egress import Response
from payments.carrier import Carrier
from payments.contract import Misconfigured, NotReached, Unanswered
from payments.mtn.platform import Platform, Product

# They live 3600 s. A minute is longer than any call that may begin with one.
MARGIN_S = 60
LONGEST_LIFE_S = 3600
LONGEST_TOKEN = 8000  # as a header value may be


@dataclass(frozen=True, slots=True)
class _Held:
    token: str
    until: float


class Tokens:
    """Thread-safe. Two threads may fetch at once: both tokens are good."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._held: dict[tuple[str, str], _Held] = {}
        self._guard = threading.Lock()

    def bearer(self, platform: Platform, product: str, credentials: Product) -> str:
        """A token of ``product``: "collection" or "disbursement". Raises Misconfigured, NotReached."""
        key = (platform.base_url, product)
        with self._guard:
            held = self._held.get(key)
        if held is not None and held.until > clock.monotonic():
            return held.token
        fresh = self._fetch(platform, product, credentials)
        with self._guard:
            self._held[key] = fresh
        return fresh.token

    def drop(self, platform: Platform, product: str) -> None:
        """Forget one that was refused."""
        with self._guard:
            self._held.pop((platform.base_url, product), None)

    def _fetch(self, platform: Platform, product: str, credentials: Product) -> _Held:
        # Raw, never URL-encoded: user ids of the new platform end in "=", and it answers 500 to "%3D".
        basic = base64.b64encode(f"{credentials.api_user}:{credentials.api_key}".encode()).decode()
        headers = {
            "Authorization": f"Basic {basic}",
            "Ocp-Apim-Subscription-Key": credentials.subscription_key,
            "X-Target-Environment": platform.environment,
        }
        url, asked = f"{platform.base_url}/{product}/token/", clock.monotonic()
        try:
            answer = self._carrier.send("POST", url, headers)
        except Unanswered as error:
            # Whatever became of this call, no charge has left yet.
            raise NotReached(f"token_{error.reason}") from None
        if answer.status in (400, 401, 403, 404):
            raise Misconfigured(f"token_{answer.status}")
        if answer.status != 200:
            raise NotReached(f"token_{answer.status}")
        return _read(answer, asked)


def _read(answer: Response, asked: float) -> _Held:
    try:
        said = answer.json()
        token, life = said["access_token"], said["expires_in"]
    except (ValueError, KeyError, TypeError):
        raise NotReached("token_unreadable") from None
    if not isinstance(token, str) or not 1 <= len(token) <= LONGEST_TOKEN or not isinstance(life, int):
        raise NotReached("token_unreadable")
    return _Held(token, asked + min(life, LONGEST_LIFE_S) - MARGIN_S)
