"""How every rail's request leaves: the egress, its errors in charging's words, and statuses that need no table.

It knows no operator. What an answer says about a charge is each rail's own to read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kernel import egress
from kernel.egress import Egress, Response
from payments.contract import Misconfigured, NotReached, NotTried, RailError, Unanswered

TIMEOUT_S = 20.0  # The contract's bound on a call; operators answer within 5 s, or with a prompt's delay.
MAX_BYTES = 256 * 1024  # An answer about one charge has 1 to 3 kB, a page of a statement some 200.
LONGEST_WAIT_S = 900  # A Retry-After beyond a quarter of an hour is asked again after that anyway.

# What a status says when no rail knows better. Anything else is open: it may have arrived.
ACCOUNT = {401: "credentials", 403: "forbidden", 407: "proxy"}
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Carrier:
    """One rail's way out. Thread-safe."""

    egress: Egress
    timeout_s: float = TIMEOUT_S
    max_bytes: int = MAX_BYTES

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Response:
        """One request, one answer of any status. Raises NotReached, Unanswered or Misconfigured."""
        try:
            return self.egress.request(
                method, url, headers=headers, body=body, timeout_s=self.timeout_s, max_bytes=self.max_bytes
            )
        except egress.EgressRefused as error:
            # A host that is not allowed is a setting to mend, and nothing has left.
            raise Misconfigured(f"egress_{error.reason}") from None
        except egress.NotReached as error:
            raise NotReached(error.reason) from None
        except egress.EgressError as error:
            raise Unanswered(error.reason) from None


def failure(response: Response) -> RailError:
    """The error of an answer that the rail's own tables do not explain."""
    word = ACCOUNT.get(response.status)
    if word is not None:
        return Misconfigured(word)
    if response.status == TOO_MANY:
        return NotTried("too_many", wait(response))
    return Unanswered(f"http_{response.status}")


def wait(response: Response) -> int:
    """Retry-After in seconds, RFC 9110 10.2.3, 0 without one; its other form, a date, is not used so short."""
    text = response.headers.get("retry-after", "")
    return min(int(text), LONGEST_WAIT_S) if text.isascii() and text.isdigit() and len(text) < 9 else 0
