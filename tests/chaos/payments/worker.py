"""A worker of lane payments as a process of its own, for tests that kill it: ``worker DATABASE_URL OPERATOR_URL``."""

import sys

from kernel import clock
from kernel.database import Database
from kernel.egress import Egress
from payments.mtn import Mtn, Platform, Product
from tests.chaos.payments.room import KEYRING
from tests.payments.counter import Counter

# A worker that is held still by the test must not be cut by its own limits meanwhile.
PATIENCE_MS = 60_000
IDLE_S = 0.02


def rail(operator: str) -> Mtn:
    """The real rail to the little operator at this address."""
    platform = Platform(operator, Product("user", "key", "subscription"))
    return Mtn(
        Egress([operator], allow_private=["127.0.0.0/8"]), [platform], callback_url=None,
        fee=lambda _amount: 0, timeout_s=30,
    )  # fmt: skip


def main() -> None:
    """Drain the lane until killed."""
    database_url, operator = sys.argv[1:]
    room = Counter(Database(database_url, statement_timeout_ms=PATIENCE_MS), KEYRING, {"mtn": rail(operator)})
    while True:
        room.run()
        clock.sleep(IDLE_S)


if __name__ == "__main__":
    main()
