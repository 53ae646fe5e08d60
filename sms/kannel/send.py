"""Handing a message to Kannel's smsbox. It cannot be asked later, but its reports carry our own id."""

from datetime import datetime
from urllib.parse import urlencode

from kernel import clock, gsm
from kernel.egress import Egress, Response
from sms.carrier import Carrier, decided, refusal, succeeded
from sms.contract import Handed, NotNow, Outgoing, Unanswered
from sms.kannel import NAME
from sms.kannel.statuses import ACCEPTED, ALL_REPORTS, REFUSAL

SENDSMS = "/cgi-bin/sendsms"
# What smsbox fills into the address of a report: type, id at the centre, the centre's receipt.
REPORT_FIELDS = "type=%d&centre_id=%F&answer=%A"
GSM_7, UCS_2 = "0", "2"
ANSWER_MAX = 1024  # One line.
VALIDITY_MAX_MIN = 7 * 24 * 60  # Message centres keep a message three to seven days.


class Kannel:
    """An sms.contract.Provider. ``reports_url`` is our door, token included; ``sender`` "" is Kannel's own."""

    name = NAME
    can_find = False

    def __init__(
        self, *, base_url: str, username: str, password: str, sender: str, reports_url: str, egress: Egress
    ) -> None:
        self._url = base_url.rstrip("/") + SENDSMS
        self._credentials = {"username": username, "password": password}
        self._sender = sender
        self._reports_url = reports_url
        self._carrier = Carrier(egress, max_bytes=ANSWER_MAX)

    def send(self, message: Outgoing) -> Handed:
        """See sms.contract.Provider.send.

        By GET: smsbox refuses a form by POST (400 "Invalid content-type", 1.4.5). So the password is in an address,
        which is never logged here: egress logs the host only.
        """
        query = urlencode({**self._credentials, **self._fields(message)})
        return _handed(self._carrier.send("GET", f"{self._url}?{query}"), message)

    def find(self, message: Outgoing, handed_at: datetime) -> Handed | None:
        """Never called, since ``can_find`` is False: smsbox keeps no messages."""
        raise NotNow("cannot_find")

    def _fields(self, message: Outgoing) -> dict[str, str]:
        sender = message.sender or self._sender
        fields = {
            "to": message.phone,
            "text": message.text,
            "charset": "UTF-8",
            # In GSM-7 smsbox sends "pr?t" for "prêt" in silence.
            "coding": GSM_7 if gsm.is_gsm7(message.text) else UCS_2,
            "dlr-mask": ALL_REPORTS,
            "dlr-url": f"{self._reports_url}?id={message.id}&{REPORT_FIELDS}",
        }
        return fields | ({"from": sender} if sender else {}) | _validity(message)


def _validity(message: Outgoing) -> dict[str, str]:
    """Minutes, its unit; less than one would be none at all."""
    if message.expires_at is None:
        return {}
    left = int((message.expires_at - clock.now()).total_seconds() // 60)
    return {"validity": str(max(1, min(left, VALIDITY_MAX_MIN)))}


def _handed(response: Response, message: Outgoing) -> Handed:
    """smsbox gives no id; ours is in every report."""
    text = response.body.decode("utf-8", "replace").strip()
    if succeeded(response):
        if text.startswith(ACCEPTED):
            return Handed(provider_id=message.id)
        raise Unanswered("unreadable_answer")
    row = REFUSAL.get(text)
    raise decided(*row, response) if row else refusal(response)
