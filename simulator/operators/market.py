"""All operators put together, for the world to hold."""

from dataclasses import dataclass

from simulator.courier import Courier
from simulator.faults import Faults
from simulator.handset.inbox import Inbox
from simulator.operators.agenda import Agenda
from simulator.operators.book import Book
from simulator.operators.callbacks import Callbacks
from simulator.operators.dialled import Dialled
from simulator.operators.refunds import Refunds
from simulator.operators.till import Till
from simulator.options import Options
from simulator.store import Store


@dataclass(frozen=True, slots=True)
class Market:
    """What the operators' routes need."""

    agenda: Agenda
    book: Book
    callbacks: Callbacks
    till: Till
    refunds: Refunds
    dialled: Dialled


def open_market(options: Options, store: Store, faults: Faults, courier: Courier, inbox: Inbox) -> Market:
    """The operators, remembering what the store holds."""
    agenda, book = Agenda(store), Book(store)
    callbacks = Callbacks(options, faults, courier, agenda, store)
    till = Till(options, store, faults, agenda, book, callbacks)
    return Market(agenda, book, callbacks, till, Refunds(store, book, till), Dialled(store, till, inbox))
