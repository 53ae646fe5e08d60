"""When a case goes to its administration, and the states of that one delivery. Not the delivery itself."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, update

from cases.tables import CASE_FILE
from kernel import outbox
from kernel.states import IllegalMove, Machine

LANE = "administrations"

# by_hand: the administration has no system of its own, a person carries the request.
MACHINE = Machine(
    "submission",
    {
        "to_send": ("sending", "by_hand"),
        "sending": ("sent", "unknown", "refused", "to_send"),
        "unknown": ("sending",),
        "refused": ("to_send",),
    },
)
# By service number, where the rule differs from the default: a paid request is filed once it is paid.
WAITS_FOR_PAYMENT: Mapping[int, bool] = {}


def waits(service: int) -> bool:
    """Whether an unpaid request of this service stays with us."""
    return WAITS_FOR_PAYMENT.get(service, True)


def ask(connection: Connection, case_id: str) -> None:
    """Have the case filed by a worker."""
    outbox.publish(connection, "case.deposited", case_id, lane=LANE)


def again(connection: Connection, case_id: str, at: datetime) -> bool:
    """A person sends a refused request once more. False when it is not refused."""
    if not move(connection, case_id, "refused", "to_send", at):
        return False
    ask(connection, case_id)
    return True


def move(
    connection: Connection, case_id: str, from_: str, to: str, at: datetime,
    since: datetime | None = None, **values: object,
) -> bool:  # fmt: skip
    """Compare-and-set of the delivery. ``since`` also asks that nobody has taken it over meanwhile."""
    if from_ != to and not MACHINE.allows(from_, to):
        raise IllegalMove(f"{MACHINE.name}: {from_} -> {to}")
    same = [CASE_FILE.c.id == case_id, CASE_FILE.c.submission == from_]
    if since is not None:
        same.append(CASE_FILE.c.submission_since == since)
    changed = connection.execute(
        update(CASE_FILE).where(*same).values(submission=to, submission_since=at, **values)
    )
    return changed.rowcount == 1
