"""The SMS providers as data: what each is called, and what a message looks like on its way through."""

from dataclasses import dataclass
from typing import Protocol

from simulator.options import Options
from simulator.wire import Request


@dataclass(frozen=True, slots=True)
class Draft:
    """What a client asks to send: ``phone`` E.164, ``sender`` as it will show."""

    phone: str
    sender: str
    text: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a person wrote, or one part of it. ``reference`` is the parts' common one, 0 to 255."""

    id: str
    phone: str
    network: str
    to: str
    text: str
    part: int = 1
    parts: int = 1
    reference: int = 0
    forged: bool = False


class Post(Protocol):
    """How one provider posts what people write."""

    def __call__(self, options: Options, incoming: Incoming) -> Request:
        """The request to the gateway."""


@dataclass(frozen=True, slots=True)
class Service:
    """``system`` is its name among the systems that can fail, ``inbound`` how stubborn it is with incoming SMS."""

    name: str
    system: str
    label: str
    inbound: str


AFRICASTALKING = Service("africastalking", "africastalking-sms", "Africa's Talking", "inbound")
TWILIO = Service("twilio", "twilio", "Twilio", "twilio-inbound")
KANNEL = Service("kannel", "kannel", "Kannel", "kannel-inbound")
ORANGE = Service("orange", "orange-sms", "Orange", "report")
SERVICES = {each.name: each for each in (AFRICASTALKING, KANNEL, ORANGE, TWILIO)}
