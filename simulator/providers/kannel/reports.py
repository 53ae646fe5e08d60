"""Delivery reports: the dlr-url given with the message, its % codes filled in, asked with GET."""

import uuid

from simulator import clock
from simulator.providers.kannel.codes import expand
from simulator.providers.kannel.inbound import AGENT, SMSC
from simulator.providers.kannel.request import Sending
from simulator.providers.reports import Vocabulary, Write, strange
from simulator.providers.service import Draft
from simulator.wire import Request

# 1 delivered, 2 not delivered, 4 queued, 8 taken by the SMSC, 16 rejected by the SMSC.
REJECTED = "16"
WORDS = Vocabulary("8", "1", "2", "64")
NO_CREDIT = Vocabulary("4", REJECTED, REJECTED, "64")
STRANGER = "stranger"  # The id of no message.
SAID = {"8": "ACK/", REJECTED: "NACK/1035/Insufficient balance"}


def writer(sending: Sending, draft: Draft) -> Write:
    """Reports of the kinds that the client's mask asks for."""

    def write(message_id: str, status: str) -> Request | None:
        url, kind = sending.dlr_url, int(status)
        # A value outside the mask is not sent; 64 is outside every mask and is sent to try the client.
        wanted = kind & sending.dlr_mask or status == WORDS.unheard_of
        if not wanted or not url.startswith(("http://", "https://")):
            return None
        values = {
            "d": status,
            "A": SAID.get(status, ""),
            "I": str(uuid.uuid4()),
            "F": "" if status == WORDS.interim else message_id,
            "T": str(int(clock.epoch())),
            "p": draft.phone,
            "P": draft.sender,
            "n": sending.user,
            "i": SMSC,
        }
        template = strange(url) if message_id == STRANGER else url
        return Request(expand(template, values), AGENT, b"", "GET")

    return write
