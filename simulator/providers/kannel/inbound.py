"""Incoming SMS: a GET to the get-url, whose answer's body goes back to the phone as an SMS."""

from simulator import clock
from simulator.options import Options
from simulator.providers.kannel.codes import expand
from simulator.providers.service import Incoming
from simulator.septets import measure
from simulator.wire import Reply, Request

AGENT = (("User-Agent", "Kannel/1.4.5"),)
FORGED = "forged"  # What a forger takes for the secret in the path: nothing is signed.
FAILED = "Could not fetch content, sorry."  # Kannel's own reply-couldnotfetch, in English everywhere.
ODD = "Result could not be represented as an SMS message."
SMSC = "fake"
MARK = "\0"


def post(options: Options, incoming: Incoming) -> Request:
    """The sms-service of the gateway, asked by smsbox. %u holds the header of a part that comes alone."""
    wide = measure(incoming.text).encoding == "UCS-2"
    values: dict[str, str | bytes] = {
        "p": incoming.phone,
        "P": incoming.to,
        # smsbox decodes GSM-7 to UTF-8; UCS-2 it hands on as the bytes that came.
        "b": incoming.text.encode("utf-16-be") if wide else incoming.text,
        "I": incoming.id,
        "T": str(int(clock.epoch())),
        "c": "2" if wide else "0",
        "C": "UTF-16BE" if wide else "UTF-8",
        "i": SMSC,
    }
    token = FORGED if incoming.forged else options.token
    # The header is binary: each of its bytes is one %XX, which no text encoding gives.
    query = expand(options.kannel_query.replace("%u", MARK), values).replace(MARK, _header(incoming))
    return Request(f"{options.gateway}/sms/kannel/{token}/inbound?{query}", AGENT, b"", "GET")


def answers(reply: Reply | None) -> list[str]:
    """The SMS that Kannel makes of the gateway's answer; nothing of an empty one (omit-empty)."""
    if reply is None:
        return [FAILED]
    text = reply.body.decode("utf-8", "replace").strip()
    if not text:
        return []
    return [text] if reply.header("Content-Type").startswith("text/plain") else [ODD]


def _header(incoming: Incoming) -> str:
    """The user data header of a part that comes alone, 3GPP TS 23.040 9.2.3.24.1; nothing for a whole message."""
    if incoming.parts == 1:
        return ""
    header = bytes([5, 0, 3, incoming.reference, incoming.parts, incoming.part])
    return "".join(f"%{byte:02X}" for byte in header)
