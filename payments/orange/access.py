"""Orange's access token: asked for once, kept for its ninety days, asked again when it is refused."""

import threading
from base64 import b64encode

from kernel import clock
from payments import answer
from payments.carrier import Carrier, failure
from payments.contract import Misconfigured, NotReached, Unanswered

PATH = "/oauth/v3/token"
FORM = b"grant_type=client_credentials"
# A token is given up a day early, or a tenth of its life where that is less.
MARGIN_S = 86_400
LONGEST_TOKEN = 4096
SHORTEST_LIFE_S = 60  # What is kept when they tell no life, or one that makes no sense.


class Access:
    """Thread-safe. One process asks once; several processes each hold their own."""

    def __init__(self, carrier: Carrier, base_url: str, client_id: str, client_secret: str) -> None:
        self._carrier = carrier
        self._url = base_url.rstrip("/") + PATH
        self._basic = b64encode(f"{client_id}:{client_secret}".encode()).decode()
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
        response = self._carrier.send("POST", self._url, headers, FORM)
        if response.status in (400, 401, 403):
            raise Misconfigured("credentials")
        if response.status != 200:
            raise failure(response)
        fields = answer.fields(response)
        token, life_s = answer.text(fields.get("access_token"), LONGEST_TOKEN), answer.amount(fields.get("expires_in"))
        if not token:
            raise Unanswered("unreadable")
        return token, max(life_s or 0, SHORTEST_LIFE_S)
