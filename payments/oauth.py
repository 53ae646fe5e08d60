"""An operator's access token by client credentials (RFC 6749 4.4). Not for MTN, whose call has a body of its own."""

from collections.abc import Mapping
from urllib.parse import urlencode

from kernel.access_token import LONGEST, AccessToken, basic
from payments import answer
from payments.carrier import Carrier, failure
from payments.contract import Misconfigured, NotReached, Unanswered

# A token is given up a day before its end (Orange's live ninety), or at nine tenths where that is later.
MARGIN_S = 86_400
SHORTEST_LIFE_S = 60  # What is kept when they tell no life.


def access(carrier: Carrier, url: str, client_id: str, client_secret: str, scope: str = "") -> AccessToken:
    """``get`` raises NotReached or Misconfigured: nothing has been said about a charge yet."""
    headers = basic(client_id, client_secret)
    form = urlencode({"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})).encode()

    def ask() -> tuple[str, float]:
        try:
            return _asked(carrier, url, headers, form)
        except Unanswered as error:
            raise NotReached(f"token_{error.reason}") from None

    return AccessToken(ask, lambda life_s: min(MARGIN_S, life_s / 10))


def _asked(carrier: Carrier, url: str, headers: Mapping[str, str], form: bytes) -> tuple[str, float]:
    response = carrier.send("POST", url, headers, form)
    if response.status in (400, 401, 403):
        raise Misconfigured("credentials")
    if response.status != 200:
        raise failure(response)
    fields = answer.fields(response)
    token = answer.text(fields.get("access_token"), LONGEST)
    if not token:
        raise Unanswered("unreadable")
    return token, max(answer.amount(fields.get("expires_in")) or 0, SHORTEST_LIFE_S)
