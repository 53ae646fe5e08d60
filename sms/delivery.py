"""Handing queued messages to providers, each once. Choosing the provider is ``routing/``, reports ``reports.py``.

1. Take: queued -> handed, committed with the attempt, before anything leaves (``claim.py``).
2. Call the provider; no transaction is open meanwhile (fault row 15).
3. Settle: commit what it answered (``outcome.py``, ``failure.py``, ``unknown.py``).
A message found ``handed`` after its lease lost its worker between 1 and 3: its outcome is unknown.
The steps work on batches, so that one commit carries many messages; ``deliver`` is all three for one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import Connection, select

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Event, Later
from sms import failure, outcome, reports, unknown
from sms.budgets.limits import Budgets
from sms.claim import Claims
from sms.contract import Provider, ProviderError, Unanswered
from sms.purposes import POLICIES, Policy
from sms.quiet import QuietHours
from sms.routing import health
from sms.routing.glance import Glance
from sms.routing.rules import Routing
from sms.tables import SMS_MESSAGE
from sms.work import Result, Turnover, Ways, Work

log = structlog.get_logger(__name__)


class Delivery:
    """The handler of "sms.queued", one at a time (``deliver``) or many (``take``, ``call``, ``settle``).

    ``providers`` by name; ``senders``: provider -> the name or number shown, absent for the account's own.
    ``budgets`` and ``quiet`` None: no limits, no quiet hours. One provider needs no ``routing``.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        providers: Mapping[str, Provider],
        *,
        senders: Mapping[str, str | None] | None = None,
        routing: Routing | None = None,
        policies: Mapping[str, Policy] = POLICIES,
        budgets: Budgets | None = None,
        quiet: QuietHours | None = None,
    ) -> None:
        if strange := [name for name, provider in providers.items() if provider.name != name]:
            raise ValueError(f"registered under another name than its own: {', '.join(strange)}")
        self._database = database
        self._ways = Ways(providers, senders or {}, routing or Routing(), policies)
        self._claims = Claims(keyring, self._ways, budgets, quiet)
        self._weights = Glance(self._ways.resting)

    def deliver(self, event: Event) -> None:
        """Deliver the message ``event.subject``. Raises Later when it is to be asked again."""
        with self._database.transaction() as connection:
            turnover = self.take(connection, [event])
        while turnover.calls:
            results = [self.call(work) for work in turnover.calls]
            with self._database.transaction() as connection:
                turnover = self.settle(connection, results)
        # Raised outside: within, it would roll back what was just written.
        for _, seconds in turnover.later:
            raise Later(seconds)

    def take(self, connection: Connection, events: Sequence[Event]) -> Turnover:
        """Take the messages of ``events`` in hand. The calls are to be made after the commit, and all of them."""
        rung = {UUID(event.subject): event.id for event in events}
        again = any(event.tries > 1 for event in events)
        return self._claims.take(connection, rung, self._weights.known(connection), again=again)

    def call(self, work: Work) -> Result:
        """Ask the provider; outside of any transaction. Raises nothing: what goes wrong is a result."""
        provider = self._ways.providers[work.provider]
        try:
            if work.ask:
                return Result(work, provider.find(work.message, work.handed_at))
            return Result(work, provider.send(work.message))
        except ProviderError as error:
            return Result(work, error=error)
        except Exception as error:  # noqa: BLE001 - a fault of ours after the request left looks just like this
            # Without its traceback: that may quote the number.
            log.error("sms_provider_broke", provider=work.provider, error=type(error).__name__)  # noqa: TRY400
            return Result(work, error=Unanswered("provider_broke"))

    def settle(self, connection: Connection, results: Sequence[Result]) -> Turnover:
        """Write what came back. Calls in the answer are failovers, to be made after the commit."""
        turnover = Turnover()
        reports.lock(connection, outcome.keys(results))
        sent = [result for result in results if result.handed is not None and not result.work.ask]
        outcome.sent(connection, sent)
        turnover.done += [result.work.bell for result in sent]
        others = [result for result in results if result.handed is None or result.work.ask]
        if others:
            self._settle_others(connection, others, turnover)
        return turnover

    def tend(self, connection: Connection, at: datetime) -> None:
        """Each minute: points away from slow providers, and back to rest (``routing/health.py``)."""
        health.tend(connection, self._ways.resting, at, self._ways.routing.health)

    def _settle_others(self, connection: Connection, results: list[Result], turnover: Turnover) -> None:
        known = self._weights.known(connection)
        for result in sorted(results, key=lambda each: each.work.id):
            row = connection.execute(
                select(SMS_MESSAGE).where(SMS_MESSAGE.c.id == result.work.id).with_for_update()
            ).one()
            if result.work.ask:
                turnover.put(result.work.bell, unknown.answered(connection, self._ways, row, result))
            else:
                turnover.put(result.work.bell, failure.not_sent(connection, self._ways, known, row, result))
        failure.blame(connection, self._ways, results)
        self._weights.forget()
