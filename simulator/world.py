"""The simulated world put together: one object the routes find through ``here()``."""

import threading
from dataclasses import dataclass
from typing import cast

from flask import current_app

from simulator.administrations.apex.applications import Applications
from simulator.administrations.apex.events import ApexEvents
from simulator.courier import Courier
from simulator.faults import Faults
from simulator.handset.inbox import Inbox
from simulator.handset.phones import Phones
from simulator.handset.radio import Radio
from simulator.handset.session import Dialect
from simulator.handset.sessions import Sessions
from simulator.operators.market import Market, open_market
from simulator.options import Options
from simulator.providers.africastalking.ussd import AfricasTalkingUssd
from simulator.providers.answering import attend
from simulator.providers.book import Book
from simulator.providers.inbound import Inbound
from simulator.providers.mtn.ussd import MtnUssd
from simulator.providers.reports import Reports
from simulator.store import Store


@dataclass(frozen=True, slots=True)
class World:
    """Everything that has a state. ``stopping`` is set when the process ends."""

    options: Options
    stopping: threading.Event
    store: Store
    faults: Faults
    courier: Courier
    phones: Phones
    inbox: Inbox
    sessions: Sessions
    book: Book
    reports: Reports
    inbound: Inbound
    applications: Applications
    apex_events: ApexEvents
    market: Market

    def start(self) -> None:
        """Begin what runs beside the requests."""
        self.courier.every_tick(self.sessions.expire)
        self.courier.start()
        self.market.agenda.start()

    def stop(self) -> None:
        """End what runs beside the requests; everything kept is on disk."""
        self.stopping.set()
        self.market.agenda.stop()
        self.courier.stop()
        self.store.close()


def build(options: Options) -> World:
    """A world that remembers what ``options.state`` holds."""
    store, stopping = Store(options.state), threading.Event()
    faults, courier, inbox = Faults(store), Courier(options, store), Inbox(store)
    book = Book(store)
    attend(courier, book, inbox)
    courier.hold_while(lambda sender: faults.lasts(sender, "outage"))
    dialects: dict[str, Dialect] = {"africastalking": AfricasTalkingUssd(options), "mtn": MtnUssd(options)}
    return World(
        options=options,
        stopping=stopping,
        store=store,
        faults=faults,
        courier=courier,
        phones=Phones(store),
        inbox=inbox,
        sessions=Sessions(options, dialects, Radio(options, faults, stopping), faults, courier),
        book=book,
        reports=Reports(options, faults, courier),
        inbound=Inbound(options, faults, courier, book),
        applications=Applications(store),
        apex_events=ApexEvents(options, faults, courier),
        market=open_market(options, store, faults, courier, inbox),
    )


def here() -> World:
    """The world of the request being answered."""
    return cast(World, current_app.extensions["world"])
