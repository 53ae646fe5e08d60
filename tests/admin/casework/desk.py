"""Cases as citizens deposit them: with an administration that has a system (APEX), and with one that has none."""

from dataclasses import dataclass

import time_machine
from sqlalchemy import String, and_, cast, select

from cases import lifecycle, seals
from cases.deposit import Deposited, Request, deposit
from cases.tables import CASE_FILE
from gateway.jobs import drain_with
from gateway.wiring import Guichet
from kernel import clock
from kernel.outbox import OUTBOX
from sms.outbox import TOPIC
from sms.sealing import unseal
from sms.tables import SMS_MESSAGE
from tests.cast import AWA, ORANGE_MALI

# The criminal record of Benin is asked for at a counter; here it is open, at an office without a system.
BY_HAND, WITH_SYSTEM = 20, 17
OFFICE = {BY_HAND: "pns-bj", WITH_SYSTEM: "apex"}
ANSWERS = {"exporter_name": "<script>alert(1)</script>", "rccm": "=HYPERLINK(1)"}


@dataclass
class Desk:
    """What the tests of this room do to cases without the console."""

    guichet: Guichet
    day: time_machine.Traveller

    def deposited(self, service: int = BY_HAND, phone: str = AWA, state: str = "") -> Deposited:
        """A case, brought to ``state`` by its administration when one is named."""
        parts = self.guichet
        known = parts.catalogue.services[service]
        # What is paid has tests of its own: nothing is due here.
        free = tuple(fee.model_copy(update={"amount_xof": None}) for fee in known.fees)
        asked = known.model_copy(update={"deposit": "open", "fees": free})
        with parts.database.transaction() as connection:
            request = Request(asked, phone, ANSWERS, "fr", ORANGE_MALI)
            done = deposit(connection, parts.keyring, parts.treasury.reference_key, request, clock.now())
        for step in ("en_verification", state) if state else ():
            self.moved(done.case_id, step, OFFICE[service])
        return done

    def moved(self, case_id: str, state: str, source: str, note: str = "") -> bool:
        """A move that the console did not make, a minute later."""
        self.day.shift(60)
        sealed = seals.seal_note(self.guichet.keyring, case_id, note) if note else None
        with self.guichet.database.transaction() as connection:
            return lifecycle.advance(connection, case_id, state, source, sealed)

    def state(self, case_id: str) -> str:
        with self.guichet.database.transaction() as connection:
            return str(
                connection.execute(select(CASE_FILE.c.state).where(CASE_FILE.c.id == case_id)).scalar_one()
            )

    def news(self) -> list[str]:
        """The news goes out; every text that was ever queued, oldest first."""
        drain_with(self.guichet, "events")
        with self.guichet.database.transaction() as connection:
            # The clock stands still: of two texts of one instant their rows of the outbox tell which was queued first.
            queued = (OUTBOX.c.topic == TOPIC, OUTBOX.c.subject == cast(SMS_MESSAGE.c.id, String))
            texts = select(SMS_MESSAGE).join(OUTBOX, and_(*queued)).order_by(OUTBOX.c.id)
            rows = connection.execute(texts).all()
        keyring = self.guichet.keyring
        return [unseal(keyring, "sms_message", "body_sealed", row.id, row.body_sealed) for row in rows]
