"""An access token kept for its life: asked for once, asked anew when it ends or is refused. RFC 6749 5.1.

How it is asked for, and what a refusal means, is the caller's.
"""

import threading
from base64 import b64encode
from collections.abc import Callable, Mapping

from kernel import clock

# RFC 6749 sets no limit; a header beyond this is refused by most servers anyway.
LONGEST = 4096
FORM = "application/x-www-form-urlencoded"

# The token and the seconds it lives.
Ask = Callable[[], tuple[str, float]]


class AccessToken:
    """Thread-safe: the second thread waits for the first one's token. Each process holds its own.

    ``margin_s``: of a life in seconds, how long before its end it is given up.
    """

    def __init__(self, ask: Ask, margin_s: Callable[[float], float]) -> None:
        self._ask, self._margin_s = ask, margin_s
        self._guard = threading.Lock()
        self._token, self._until = "", 0.0

    def get(self) -> str:
        """The token. Raises what ``ask`` raises, and keeps nothing then."""
        with self._guard:
            if not self._token or clock.monotonic() >= self._until:
                asked = clock.monotonic()
                self._token, life_s = self._ask()
                self._until = asked + life_s - self._margin_s(life_s)
            return self._token

    def forget(self, token: str) -> None:
        """It was refused; another thread may have replaced it already."""
        with self._guard:
            if token == self._token:
                self._token = ""


def basic(client_id: str, client_secret: str) -> Mapping[str, str]:
    """The headers with which a client asks for a token by form (RFC 6749 2.3.1, 4.4.2)."""
    pair = b64encode(f"{client_id}:{client_secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}", "Content-Type": FORM, "Accept": "application/json"}
