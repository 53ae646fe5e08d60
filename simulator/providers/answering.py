"""What a provider does with the gateway's answer to an incoming SMS: some make it an SMS back."""

from collections.abc import Callable

from simulator.courier import Courier, Heard
from simulator.handset.inbox import Inbox
from simulator.providers.book import Book
from simulator.providers.kannel.inbound import answers as kannel
from simulator.providers.service import KANNEL, TWILIO, Draft, Service
from simulator.providers.twilio.inbound import answers as twilio
from simulator.store import Document
from simulator.wire import Reply

READERS: dict[str, tuple[Service, Callable[[Reply | None], list[str]]]] = {
    KANNEL.inbound: (KANNEL, kannel),
    TWILIO.inbound: (TWILIO, twilio),
}


def attend(courier: Courier, book: Book, inbox: Inbox) -> None:
    """Send back what the gateway answered, to whoever wrote, from the number that was written to."""
    for policy, (service, read) in READERS.items():
        courier.listen(policy, _listener(service, read, book, inbox))


def _listener(service: Service, read: Callable[[Reply | None], list[str]], book: Book, inbox: Inbox) -> Heard:
    def heard(delivery: Document, reply: Reply | None) -> None:
        row = book.get(delivery["subject"])
        for place, text in enumerate(read(reply) if row else ()):
            draft = Draft(row["phone"], row["other"], text)
            inbox.receive(draft.phone, draft.sender, draft.text, service.label)
            book.accept(service.name, f"{delivery['serial']}-{place}", draft, [[0.0, "reply", "delivered"]])

    return heard
