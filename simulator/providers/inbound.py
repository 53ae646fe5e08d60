"""The way up from a phone: what a person wrote, posted to the gateway by the provider that serves the number."""

import secrets
import uuid
from dataclasses import replace

from simulator.courier import Courier
from simulator.faults import Faults
from simulator.handset.phones import Phone
from simulator.options import Options
from simulator.providers.africastalking.inbound import post as africastalking
from simulator.providers.book import Book
from simulator.providers.directory import Served
from simulator.providers.kannel.inbound import post as kannel
from simulator.providers.orange.inbound import post as orange
from simulator.providers.parts import split
from simulator.providers.service import Incoming, Post
from simulator.providers.twilio.inbound import new_id as twilio_id
from simulator.providers.twilio.inbound import post as twilio

POSTS: dict[str, Post] = {
    "africastalking": africastalking,
    "kannel": kannel,
    "orange": orange,
    "twilio": twilio,
}
APART = ("parts-apart", "parts-swapped")


class Inbound:
    """Each provider insists in its own way until the gateway takes the SMS."""

    def __init__(self, options: Options, faults: Faults, courier: Courier, book: Book) -> None:
        self._options = options
        self._faults = faults
        self._courier = courier
        self._book = book

    def post(self, sender: Phone, served: Served, text: str) -> str:
        """Hand one SMS over, whole or in parts; gives its id."""
        service, ordered = served.service, self._ordered(served.service.system, sender.number)
        message_id = twilio_id() if service.name == "twilio" else str(uuid.uuid4())
        forged = "inbound-forged" in ordered
        whole = Incoming(message_id, sender.number, sender.network, served.number, text, forged=forged)
        self._book.came_in(service.name, whole)
        policy = "once" if forged else service.inbound
        for place, piece in enumerate(self._pieces(whole, service.system)):
            request = POSTS[service.name](self._options, piece)
            # Parts leave one after the other: carried side by side, any of them could be first.
            after = place * self._options.report_after_s
            for _ in range(2 if "inbound-twice" in ordered else 1):
                self._courier.push(policy, message_id, request, after, service.system)
        return message_id

    def _ordered(self, system: str, number: str) -> set[str]:
        wanted = ("inbound-twice", "inbound-forged")
        return {name for name in wanted if self._faults.take(system, [name], [number])}

    def _pieces(self, whole: Incoming, system: str) -> list[Incoming]:
        """The parts of a long SMS when they were ordered to come apart; such an order waits for a long SMS."""
        texts = split(whole.text)
        order = self._faults.take(system, APART, [whole.phone]) if len(texts) > 1 else None
        if order is None:
            return [whole]
        common = replace(whole, parts=len(texts), reference=secrets.randbelow(256))
        pieces = [
            replace(common, id=str(uuid.uuid4()), text=text, part=number)
            for number, text in enumerate(texts, start=1)
        ]
        return pieces[::-1] if order.fault == "parts-swapped" else pieces
