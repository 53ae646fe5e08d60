"""The room with the desk's own handlers, on a day that moves only when told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from payments.reconciliation.importing import Imports, Source
from payments.reconciliation.report import Report
from payments.refunds.sending import Refunds
from tests.payments.counter import ACCOUNTING, Counter

Import = Callable[..., Report]


@pytest.fixture
def refunds(room: Counter) -> Refunds:
    handler = Refunds(room.database, room.keyring, room.rails)
    room.handlers |= {"refund.approved": handler.send, "refund.poll": handler.poll}
    return handler


@pytest.fixture
def reconcile(room: Counter) -> Import:
    imports = Imports(room.database, room.settlement, ACCOUNTING)

    def run(path: Path, rail: str = "mtn", country: str | None = None, profile: str | None = None) -> Report:
        return imports.run(Source(path, rail, country, profile), by="awa")

    return run
