"""An access token by client credentials (RFC 6749 4.4): asked for once, kept for its life, asked anew when refused.

Not for MTN, whose token call has headers and a body of its own.
"""

import threading
from base64 import b64encode
from urllib.parse import urlencode

from kernel import clock
from payments import answer
from payments.carrier import Carrier, failure
from payments.contract import Misconfigured, NotReached, Unanswered

# A token is given up a day before its end (Orange's live ninety), or at nine tenths where that is later.
MARGIN_S = 86_400
LONGEST_TOKEN = 4096
SHORTEST_LIFE_S = 60  # What is kept when they tell no life.


class Access:
    """Thread-safe. One process asks once; several processes each hold a token of their own."""

    def __init__(
        self, carrier: Carrier, url: str, client_id: str, client_secret: str, scope: str = ""
    ) -> None:
        self._carrier = carrier
        self._url = url
        self._basic = b64encode(f"{client_id}:{client_secret}".encode()).decode()
        form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        self._form = urlencode(form).encode()
        self._guard = threading.Lock()
        self._token = ""
        self._until = 0.0

    def token(self) -> str:
        """Raises NotReached or Misconfigured: nothing has been said about a charge yet."""
        with self._guard:
            if not self._token or clock.monotonic() >= self._until:
                try:
                    self._token, life_s = self._ask()
                except Unanswered as error:
                    raise NotReached(f"token_{error.reason}") from None
                self._until = clock.monotonic() + life_s - min(MARGIN_S, life_s / 10)
            return self._token

    def forget(self, token: str) -> None:
        """It was refused; another thread may have replaced it already."""
        with self._guard:
            if token == self._token:
                self._token = ""

    def _ask(self) -> tuple[str, int]:
        headers = {
            "Authorization": f"Basic {self._basic}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        response = self._carrier.send("POST", self._url, headers, self._form)
        if response.status in (400, 401, 403):
            raise Misconfigured("credentials")
        if response.status != 200:
            raise failure(response)
        fields = answer.fields(response)
        token = answer.text(fields.get("access_token"), LONGEST_TOKEN)
        if not token:
            raise Unanswered("unreadable")
        return token, max(answer.amount(fields.get("expires_in")) or 0, SHORTEST_LIFE_S)
