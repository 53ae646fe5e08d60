"""Status callbacks: told once, to the address given with the message, signed."""

from urllib.parse import urlencode, urlsplit

from simulator.options import Options
from simulator.providers.reports import Vocabulary, Write, strange
from simulator.providers.service import Draft
from simulator.providers.twilio.signature import headers
from simulator.providers.twilio.view import FAILED_CODE
from simulator.wire import Request

WORDS = Vocabulary("sent", "delivered", "undelivered", "parked-at-border")


def writer(options: Options, account: str, draft: Draft, address: str, stranger: str) -> Write:
    """Callbacks about ``draft``; none when the client gave no address."""

    def write(message_id: str, status: str) -> Request | None:
        url = strange(address) if message_id == stranger else address
        if urlsplit(url).scheme not in ("http", "https"):
            return None
        fields = {
            "ApiVersion": "2010-04-01",
            "MessageStatus": status,
            "SmsSid": message_id,
            "SmsStatus": status,
            "To": draft.phone,
            "From": draft.sender,
            "MessageSid": message_id,
            "AccountSid": account,
        }
        if status == WORDS.failed:
            fields["ErrorCode"] = str(FAILED_CODE)
        return Request(url, headers(options, url, fields), urlencode(fields).encode())

    return write
