"""What the simulated world is told at start, by the command line alone: it reads no environment."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """Addresses, secrets and waits. All waits are in seconds.

    ``gateway`` has no trailing slash. ``token`` is the secret in the gateway's callback paths,
    ``events_token`` the bearer an administration shows when it pushes a status.
    """

    gateway: str = "http://127.0.0.1:8000"
    token: str = "demo"  # noqa: S105 - the documented token of the demo, not a secret.
    events_token: str = "demo"  # noqa: S105
    service_code: str = "*384#"
    # The numbers people write SMS to: Africa's Talking, Kannel, Orange Mali, Twilio.
    short_code: str = "36035"
    kannel_number: str = "36036"
    orange_number: str = "36037"
    twilio_number: str = "+15005550006"
    state: Path = Path(".simulator")

    app_timeout_s: float = 10.0  # Africa's Talking waits 10 s for an application, no more.
    session_s: float = 180.0  # The longest USSD session any operator publishes (Safaricom, Airtel: 180 s).
    event_after_s: float = 2.0  # End-of-session news comes after the session, never with it.
    report_after_s: float = 0.5  # Between two delivery reports of one message.
    inbound_retry_s: float = 60.0  # Africa's Talking re-posts an incoming SMS every minute until it gets 200.
    retry_s: float = 1.0  # First wait of a doubling retry.
    late_s: float = 60.0  # A report or event ordered late comes this much later.
    slow_s: float = 8.0  # The slow fault: long, but shorter than the 10 s a client usually waits.
    hang_s: float = 30.0  # How long the timeout fault holds a connection open.
    delay_s: float = 12.0  # A delayed USSD request: longer than the 10 s an application is given.
    huge_bytes: int = 50 * 1024 * 1024  # Far above any answer a client should read.

    prompt_s: float = 300.0  # A payer has five minutes to type the PIN, on MTN as on Moov.
    created_s: float = 2.0  # A new MTN payment is CREATED this long before it is PENDING.
    moov_push_s: float = 25.0  # Moov holds the push open until the payer answers, at most this long.
    batch_s: float = 0.5  # PI-SPI gathers what happened this long into one webhook call.
    wave_secret: str = "demo"  # noqa: S105 - what the demo signs webhooks with.
    pispi_secret: str = "demo"  # noqa: S105

    twilio_account: str = "AC00000000000000000000000000000000"
    twilio_token: str = "demo"  # noqa: S105 - signs what Twilio posts, HMAC_SHA256 secret as well.
    twilio_algorithm: str = "HMAC_SHA1"  # Or HMAC_SHA256, announced in X-Twilio-Webhooks-Signature-Settings.
    # The get-url of Kannel's sms-service group, with Kannel's own % codes, behind the gateway's inbound address.
    kannel_query: str = "from=%p&to=%P&text=%b&id=%I&time=%T&coding=%c&udh=%u"
