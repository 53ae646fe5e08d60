"""Sending by Africa's Talking's own SDK, which builds the request; ``kernel/egress.py`` carries it.

The SDK's carrier (africastalking 2.0.3, Service.py) follows redirects with the API key in hand, reads
answers of any size, loses the HTTP status with its Retry-After, and gives a str for a dict when the content
type has a charset.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import structlog
from africastalking.SMS import SMSService

from kernel.egress import Egress, EgressError, Response
from sms.africastalking import NAME
from sms.africastalking.statuses import MESSAGE, RECIPIENT
from sms.contract import Handed, NotNow, Outgoing, Refused, Unanswered

# The SDK allows 3.05 s to connect and 9.05 s between two bytes; here it is everything, well within a lease.
TIMEOUT_S = 10.0
ANSWER_MAX = 64 * 1024  # One recipient's answer has some 300 bytes.
ID_MAX = 100
COST_MAX = 40
GATEWAY_TIMEOUT = 504

log = structlog.get_logger(__name__)


class _Service(SMSService):  # type: ignore[misc] # The SDK has no types.
    """The SDK's SMS service: its form, headers and path, our base URL and carrier. Never its global one."""

    def __init__(self, username: str, api_key: str, base_url: str, egress: Egress) -> None:
        super().__init__(username, api_key)
        self._baseUrl = base_url.rstrip("/") + "/version1"
        self._egress = egress

    def _make_request(
        self,
        url: str,
        method: str,
        headers: Mapping[str, str],
        data: Mapping[str, object],
        params: object,
        callback: object = None,
        timeout: object = None,
    ) -> Response:
        answer: Response = self._egress.request(
            method,
            url,
            headers={**headers, "Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(data).encode(),
            timeout_s=TIMEOUT_S,
            max_bytes=ANSWER_MAX,
        )
        return answer


class AfricasTalking:
    """An sms.contract.Provider. ``base_url`` has no path of the API: "https://api.africastalking.com"."""

    name = NAME
    can_find = False

    def __init__(self, *, username: str, api_key: str, base_url: str, egress: Egress) -> None:
        self._service = _Service(username, api_key, base_url, egress)

    def send(self, message: Outgoing) -> Handed:
        """See sms.contract.Provider.send."""
        try:
            response = self._service.send(message.text, [message.phone], sender_id=message.sender)
        except EgressError as error:
            raise (Unanswered if error.sent else NotNow)(f"egress_{error.reason}") from None
        except ValueError:
            # The SDK's message holds the number, hence "from None".
            raise Refused("invalid_phone_number") from None
        if not 200 <= response.status < 300:
            raise _refusal(response)
        return _handed(response)

    def find(self, message: Outgoing, handed_at: datetime) -> Handed | None:
        """Never called, since ``can_find`` is False: their API fetches what came in, not what was sent."""
        raise NotNow("cannot_find")


def _refusal(response: Response) -> Refused | NotNow | Unanswered:
    """Fault rows 19 and 20. Only a 400 speaks of this message; other 4xx speak of our account."""
    code = f"http_{response.status}"
    if response.status == 400:
        return Refused(code)
    if response.status == GATEWAY_TIMEOUT:
        # A gateway gave up waiting for what may have gone through: the same as no answer (fault row 18).
        return Unanswered(code)
    return NotNow(code, after_s=_seconds(response.headers.get("retry-after", "")))


def _seconds(text: str) -> int | None:
    """Retry-After in seconds, RFC 9110 10.2.3; its other form, a date, is not used for so short a wait."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _handed(response: Response) -> Handed:
    """Classified by the status table, not by the HTTP status (fault row 21)."""
    try:
        data: dict[str, Any] = response.json()["SMSMessageData"]
        recipients: list[dict[str, Any]] = data["Recipients"]
        if not recipients:
            _decide(_code_of(data.get("Message")))
        first = recipients[0]
        _decide(int(first["statusCode"]))
        provider_id, cost = _word(first.get("messageId"), ID_MAX), _word(first.get("cost"), COST_MAX)
        return Handed(provider_id, cost, _parts(first))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        # It said yes in words that we cannot read: the citizen may well have the message.
        raise Unanswered("unreadable_answer") from None


def _code_of(message: object) -> int:
    """The code for the reason given without a recipient; 0 when the reason is new to us."""
    return MESSAGE.get(message.strip() if isinstance(message, str) else "", 0)


def _decide(code: int) -> None:
    """Return when accepted, raise what the table says otherwise."""
    word, decision = RECIPIENT.get(code, ("unrecognised", "unknown" if code else "retry"))
    if word == "unrecognised":
        log.error("sms_answer_unrecognised", provider=NAME, status_code=code)
    if decision == "permanent":
        raise Refused(word)
    if decision == "retry":
        raise NotNow(word)
    if decision == "unknown":
        raise Unanswered(word)


def _word(value: object, longest: int) -> str | None:
    """A short text; None for what is absent, too long, or the "None" that they send in place of an id."""
    return value if isinstance(value, str) and 0 < len(value) <= longest and value != "None" else None


def _parts(recipient: Mapping[str, Any]) -> int | None:
    parts = recipient.get("messageParts")
    return parts if isinstance(parts, int) and 0 < parts < 100 else None
