"""X-Twilio-Signature on a webhook: is it by our secret, over our address? Says yes or no, stores nothing.

twilio.com/docs/usage/security: base64 of the HMAC of the full address and the sorted fields, by SHA-1 with the
account's auth token; or, for webhooks signed with a SharedKey, by SHA-256, which the header
X-Twilio-Webhooks-Signature-Settings announces. The request chooses nothing: which one counts is our setting.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator, get_signature_algorithm
from werkzeug.datastructures import MultiDict

SIGNATURE_MAX = 100  # 44 characters for SHA-256.
SETTINGS_MAX = 200


@dataclass(frozen=True, slots=True, repr=False)
class Signing:
    """What webhooks are signed with. ``shared_key`` is the secret of a SharedKey, "" without one.

    ``public_url`` is our address as Twilio was given it. Host and X-Forwarded-* are never looked at: whoever
    posts here writes them (bad-input rows 37 and 38).
    """

    public_url: str
    auth_token: str
    shared_key: str = ""

    def __post_init__(self) -> None:
        if not (self.shared_key or self.auth_token):
            raise ValueError("twilio: without a secret the doors would be open to everyone")

    def valid(self, address: str, fields: Sequence[tuple[str, str]], signature: str, settings: str) -> bool:
        """``address`` is the path and query that were asked; the last two are the headers, "" when absent.

        With a SharedKey a SHA-1 signature is refused, even a right one: it would be a downgrade to a secret that
        more people know. Without one, so is SHA-256, by which secret we cannot tell.
        """
        if not signature or len(signature) > SIGNATURE_MAX or len(settings) > SETTINGS_MAX:
            return False
        algorithm = HMAC_SHA256 if self.shared_key else HMAC_SHA1
        if get_signature_algorithm(settings).upper() != algorithm:
            return False
        validator = RequestValidator(self.shared_key or self.auth_token)
        url = self.public_url.rstrip("/") + address
        return bool(validator.validate(url, MultiDict(fields), signature, algorithm))
