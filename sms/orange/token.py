"""Orange's access token (RFC 6749 4.4)."""

from kernel.access_token import LONGEST, AccessToken, basic
from sms.carrier import Carrier, succeeded
from sms.contract import NotNow, ProviderError

PATH = "/oauth/v3/token"
FORM = b"grant_type=client_credentials"
# They live an hour. A minute is longer than any call that may begin with one.
MARGIN_S = 60
LIFE_MIN_S, LIFE_MAX_S = 120, 90 * 86_400


def access(carrier: Carrier, base_url: str, client_id: str, client_secret: str) -> AccessToken:
    """``get`` raises NotNow: whatever became of this call, no message has left yet."""
    url, headers = base_url.rstrip("/") + PATH, basic(client_id, client_secret)

    def ask() -> tuple[str, float]:
        try:
            answer = carrier.send("POST", url, headers, FORM)
        except ProviderError as error:
            raise NotNow(f"token_{error.code}") from None
        if not succeeded(answer):
            raise NotNow(f"token_{answer.status}")
        try:
            said = answer.json()
            token, life = said["access_token"], int(said["expires_in"])  # A number, in older versions a text.
        except (ValueError, KeyError, TypeError):
            raise NotNow("token_unreadable") from None
        if not isinstance(token, str) or not 0 < len(token) <= LONGEST or not token.isascii():
            raise NotNow("token_unreadable")
        return token, float(max(LIFE_MIN_S, min(life, LIFE_MAX_S)))

    return AccessToken(ask, lambda _: MARGIN_S)
