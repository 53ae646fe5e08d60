"""What every provider does with a message it takes: the phone, the book, the reports."""

from simulator.providers.book import told
from simulator.providers.reports import Subject, Vocabulary, Write
from simulator.providers.service import Draft, Service
from simulator.store import Document
from simulator.world import here


def take(
    service: Service, draft: Draft, subject: Subject, words: Vocabulary, write: Write, policy: str = "report"
) -> Document:
    """Deliver ``draft`` and tell about it as ordered; the row of the book."""
    world = here()
    story = world.reports.tell(subject, words, write, policy)
    if story[-1][2] == "delivered":
        world.inbox.receive(draft.phone, draft.sender, draft.text, service.label)
    return world.book.accept(service.name, subject.message_id, draft, story)


def status(row: Document, first: str) -> str:
    """The provider's word for where a message is now; ``first`` before anything happened."""
    return told(row)[0] or first
