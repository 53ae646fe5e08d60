"""How a hand-over leaves: the egress, its errors in this room's words, and statuses that need no table.

It knows no provider. What an answer says about a message is each provider's own to read. Fault rows 18 to 21.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kernel.egress import Egress, EgressError, Response
from sms.contract import NotNow, OptedOut, ProviderError, Refused, Unanswered

# The contract's bound on a call is half a lease, 30 s; with a refused token there are four calls in one.
TIMEOUT_S = 7.0
ANSWER_MAX = 64 * 1024  # An answer about one message has some 1 kB, Twilio's page of fifty some 40 kB.
BAD_REQUEST, GATEWAY_TIMEOUT = 400, 504
# What the caller does next with a message, as the providers' tables write it.
DECISIONS: Mapping[str, type[ProviderError]] = {
    "permanent": Refused,
    "opted_out": OptedOut,
    "retry": NotNow,
    "unknown": Unanswered,
}


@dataclass(frozen=True, slots=True)
class Carrier:
    """One provider's way out. Thread-safe."""

    egress: Egress
    timeout_s: float = TIMEOUT_S
    max_bytes: int = ANSWER_MAX

    def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Response:
        """One request, one answer of any status. Raises NotNow or Unanswered."""
        try:
            return self.egress.request(
                method, url, headers=headers, body=body, timeout_s=self.timeout_s, max_bytes=self.max_bytes
            )
        except EgressError as error:
            # A host that is not allowed is a setting to mend, so NotNow too: the message waits for it.
            raise (Unanswered if error.sent else NotNow)(f"egress_{error.reason}") from None


def refusal(response: Response) -> ProviderError:
    """The error of a status other than 2xx that the provider's own table does not explain.

    Only a 400 speaks of this message; other 4xx speak of our account. A gateway that gave up waiting (504) may
    have passed it on: the same as no answer.
    """
    code = f"http_{response.status}"
    if response.status == BAD_REQUEST:
        return Refused(code)
    if response.status == GATEWAY_TIMEOUT:
        return Unanswered(code)
    return NotNow(code, after_s=wait(response))


def decided(word: str, decision: str, response: Response) -> ProviderError:
    """The error of a row of a provider's table; ``decision`` is a key of DECISIONS."""
    kind = DECISIONS[decision]
    return kind(word, after_s=wait(response) if kind is NotNow else None)


def wait(response: Response) -> int | None:
    """Retry-After in seconds, RFC 9110 10.2.3; its other form, a date, is not used for so short a wait."""
    text = response.headers.get("retry-after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def succeeded(response: Response) -> bool:
    """Whether the status is 2xx."""
    return 200 <= response.status < 300


def word(value: object, longest: int) -> str | None:
    """A short printable text, None for anything else."""
    return value if isinstance(value, str) and 0 < len(value) <= longest and value.isprintable() else None
