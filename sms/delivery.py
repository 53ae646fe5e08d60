"""Handing one queued message to a provider, once. Not routing between providers, nor reports.

1. Claim: queued -> handed, committed with the attempt, before anything leaves (``claim.py``).
2. Call the provider; no transaction is open meanwhile (fault row 15).
3. Commit what it answered (``outcome.py``).
A message found ``handed`` after its lease lost its worker between 1 and 3: its outcome is unknown, and it
is not sent again, since Africa's Talking cannot be asked.
"""

from collections.abc import Set as AbstractSet
from uuid import UUID

import structlog
from sqlalchemy import select

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Event, Later
from sms import outcome
from sms.claim import Claimed, Claims
from sms.contract import Provider, ProviderError
from sms.tables import SMS_MESSAGE

log = structlog.get_logger(__name__)


class Delivery:
    """The handler of "sms.queued". ``sender`` is the name or short code shown, None the account's own.

    ``repeatable`` are the purposes that leave once more after an unknown outcome, marked ``maybe_duplicate``:
    those for which twice is better than never (fault row 3).
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        provider: Provider,
        *,
        sender: str | None = None,
        repeatable: AbstractSet[str] = frozenset(),
    ) -> None:
        self._database = database
        self._provider = provider
        self._sender = sender
        self._claims = Claims(keyring, provider.name, repeatable)

    def deliver(self, event: Event) -> None:
        """Deliver the message ``event.subject``. Raises Later when it is to be asked again."""
        with self._database.transaction() as connection:
            claimed = self._claims.take(connection, UUID(event.subject))
        # Raised outside: within, it would roll back what the claim just wrote.
        if isinstance(claimed, int):
            raise Later(claimed)
        if claimed is not None:
            self._hand_over(claimed)

    def _hand_over(self, message: Claimed) -> None:
        try:
            handed = self._provider.send(message.phone, message.text, self._sender)
        except ProviderError as error:
            self._not_sent(message, error)
            return
        with self._database.transaction() as connection:
            outcome.sent(connection, message.id, handed)
        log.info("sms_sent", message_id=str(message.id), provider=self._provider.name)

    def _not_sent(self, message: Claimed, error: ProviderError) -> None:
        seen = {"message_id": str(message.id), "provider": self._provider.name}
        log.warning("sms_not_sent", reason_code=error.code, retry=error.retry, maybe_sent=error.sent, **seen)
        with self._database.transaction() as connection:
            row = connection.execute(
                select(SMS_MESSAGE).where(SMS_MESSAGE.c.id == message.id).with_for_update()
            ).one()
            later = outcome.not_sent(connection, row, error, may_repeat=self._claims.may_repeat(row))
        if later is not None:
            raise Later(later)
