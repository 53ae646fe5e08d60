"""What the conversation's effects do: each in the transaction that also stores the reply."""

from collections.abc import Mapping

from sqlalchemy import Connection

from cases.deposit import Request, deposit
from cases.queries import Cases
from catalogue.catalogue import Catalogue
from conversation.effects import Deposit, Refresh, SetLanguage
from gateway.preferences import Preferences
from gateway.receipts import Perform
from gateway.treasury import Treasury
from kernel import clock
from kernel.crypto import Keyring
from kernel.turn import Turn


class Effects:
    """The performers of ``gateway.receipts``."""

    def __init__(
        self,
        catalogue: Catalogue,
        keyring: Keyring,
        treasury: Treasury,
        cases: Cases,
        preferences: Preferences,
    ) -> None:
        self._catalogue = catalogue
        self._keyring = keyring
        self._treasury = treasury
        self._cases = cases
        self._preferences = preferences

    def performers(self) -> Mapping[type, Perform]:
        """Kind of effect -> the method that does it."""
        return {Deposit: self._deposit, SetLanguage: self._set_language, Refresh: self._refresh}

    def _deposit(self, connection: Connection, turn: Turn, effect: Deposit) -> Mapping[str, str]:
        service, at = self._catalogue.services[effect.service], clock.now()
        request = Request(
            service=service,
            phone=turn.phone,
            answers=effect.answers,
            language=effect.language,
            network=turn.network,
        )
        done = deposit(connection, self._keyring, self._treasury.reference_key, request, at)
        fee = service.fee_on(clock.local_day(service.country, at))
        if done.state == "a_payer" and fee and fee.amount_xof:
            self._treasury.invoicing.of_case(
                connection, service, case_id=done.case_id, reference=done.reference, phone=turn.phone,
                amount_xof=fee.amount_xof, at=at,
            )  # fmt: skip
        return {"reference": done.reference, "code": done.code, "state": done.state}

    def _set_language(self, connection: Connection, turn: Turn, effect: SetLanguage) -> Mapping[str, str]:
        self._preferences.set_language(connection, turn.phone, effect.language)
        return {}

    def _refresh(self, connection: Connection, turn: Turn, effect: Refresh) -> Mapping[str, str]:
        asked = self._cases.request_refresh(connection, effect.reference, turn.phone)
        return {"asked": "yes" if asked else "no"}
