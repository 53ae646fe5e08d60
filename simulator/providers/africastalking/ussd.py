"""Africa's Talking USSD as its gateway speaks it: form posts, accumulated text, CON and END.

developers.africastalking.com/docs/ussd, handle_sessions and notifications.
"""

import secrets
from urllib.parse import urlencode

from simulator import clock
from simulator.handset.session import FAILED, Session, Shown
from simulator.options import Options
from simulator.wire import Reply, Request

HOP = "at-ussd-hop-metadata"
MAX_HOP = 99  # Characters; "|" is the separator of the end event, so it may not be inside.
HEADERS = (
    ("User-Agent", "at-ussd-api/1.0"),
    ("Accept", "*/*"),
    ("Content-Type", "application/x-www-form-urlencoded"),
)
PREFIXES = {b"CON ": True, b"END ": False}
STATUSES = {"finished": "Success", "cancelled": "Incomplete", "timeout": "Incomplete", "failed": "Failed"}


class AfricasTalkingUssd:
    """The dialect of every network that Africa's Talking connects."""

    system = "africastalking-ussd"

    def __init__(self, options: Options) -> None:
        self._options = options

    def new_session_id(self) -> str:
        """``ATUid_`` and 32 hexadecimal digits."""
        return f"ATUid_{secrets.token_hex(16)}"

    def request(self, session: Session) -> Request:
        """Five fields, in the order captured on the wire; ``text`` is the whole transcript."""
        fields = {
            "phoneNumber": session.phone.number,
            "serviceCode": self._options.service_code,
            "text": session.transcript,
            "sessionId": session.id,
            "networkCode": session.phone.network,
        }
        echoed = ((HOP, session.hops[-1]),) if session.hops and session.hops[-1] else ()
        return Request(self._url(), (*HEADERS, *echoed), urlencode(fields).encode())

    def read(self, reply: Reply) -> Shown:
        """A 200 whose body starts exactly with ``CON `` or ``END ``; the session ends on anything else."""
        if reply.status != 200:
            return Shown(FAILED, False, f"http-{reply.status}")
        more = PREFIXES.get(reply.body[:4])
        if more is None:
            return Shown(FAILED, False, "bad-prefix")
        return Shown(reply.body[4:].decode("utf-8", "replace"), more)

    def hop(self, reply: Reply) -> str:
        """The hop metadata, echoed with the next request; dropped when it breaks the documented rule."""
        value = reply.header(HOP)
        return "" if len(value) > MAX_HOP or "|" in value else value

    def farewell(self, session: Session, outcome: str, error: str) -> Request | None:
        """The end-of-session notification."""
        fields = {
            "date": clock.now().strftime("%Y-%m-%d %H:%M:%S"),
            "sessionId": session.id,
            "serviceCode": self._options.service_code,
            "networkCode": session.phone.network,
            "phoneNumber": session.phone.number,
            "status": STATUSES[outcome],
            "cost": "XOF 10.0000",
            "durationInMillis": str(int((clock.monotonic() - session.started) * 1000)),
            "hopsCount": str(session.requests),
            "hopsMetadata": "|".join(session.hops),
            "input": session.transcript,
            "lastAppResponse": session.last_screen,
        }
        if error:
            fields["errorMessage"] = error
        return Request(self._url() + "/events", HEADERS, urlencode(fields).encode())

    def _url(self) -> str:
        return f"{self._options.gateway}/ussd/africastalking/{self._options.token}"
