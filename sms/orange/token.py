"""Orange's access token (RFC 6749 4.4): asked for once, kept for its life, asked anew when refused."""

import threading
from base64 import b64encode

from kernel import clock
from sms.carrier import Carrier, succeeded
from sms.contract import NotNow, ProviderError

PATH = "/oauth/v3/token"
FORM = b"grant_type=client_credentials"
# They live an hour. A minute is longer than any call that may begin with one.
MARGIN_S = 60
LIFE_MIN_S, LIFE_MAX_S = 120, 90 * 86_400
TOKEN_MAX = 4096


class Access:
    """Thread-safe: the second thread waits for the first one's token. Each process holds its own."""

    def __init__(self, carrier: Carrier, base_url: str, client_id: str, client_secret: str) -> None:
        self._carrier = carrier
        self._url = base_url.rstrip("/") + PATH
        self._basic = b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._guard = threading.Lock()
        self._token = ""
        self._until = 0.0

    def token(self) -> str:
        """Raises NotNow: whatever became of this call, no message has left yet."""
        with self._guard:
            if not self._token or clock.monotonic() >= self._until:
                asked = clock.monotonic()
                self._token, life_s = self._ask()
                self._until = asked + life_s - MARGIN_S
            return self._token

    def forget(self, token: str) -> None:
        """It was refused; another thread may have replaced it already."""
        with self._guard:
            if token == self._token:
                self._token = ""

    def _ask(self) -> tuple[str, float]:
        headers = {
            "Authorization": f"Basic {self._basic}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        try:
            answer = self._carrier.send("POST", self._url, headers, FORM)
        except ProviderError as error:
            raise NotNow(f"token_{error.code}") from None
        if not succeeded(answer):
            raise NotNow(f"token_{answer.status}")
        try:
            said = answer.json()
            token, life = said["access_token"], int(said["expires_in"])  # A number, in older versions a text.
        except (ValueError, KeyError, TypeError):
            raise NotNow("token_unreadable") from None
        if not isinstance(token, str) or not 0 < len(token) <= TOKEN_MAX or not token.isascii():
            raise NotNow("token_unreadable")
        return token, float(max(LIFE_MIN_S, min(life, LIFE_MAX_S)))
