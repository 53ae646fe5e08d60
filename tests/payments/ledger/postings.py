"""What the ledger's tests post: a receipt of 1 900 F by mobile money, split in three."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text

from payments import ledger
from payments.ledger import Line

AT = datetime(2026, 2, 7, 10, 30, tzinfo=UTC)
OPERATOR, REVENUE = "operator.mtn", "revenue.tdrl"
LINES = (
    Line(OPERATOR, 1900),
    Line(REVENUE, -1520, "tdrl", "commune"),
    Line(REVENUE, -285, "tdrl", "cercle"),
    Line(REVENUE, -95, "tdrl", "region"),
)


def receive(connection: Connection, key: str, lines: tuple[Line, ...] = LINES, **more: Any) -> int:
    """Post a settlement under ``key``."""
    said: dict[str, Any] = {
        "kind": "settlement",
        "occurred_at": AT,
        "regie": "ml-sikasso",
        "exercice": 2026,
        **more,
    }
    return ledger.post(connection, idem_key=key, lines=lines, **said)


def sealed(connection: Connection, count: int) -> list[int]:
    """Post and seal ``count`` rows, and give their ids."""
    ids = [receive(connection, f"settlement:{number}") for number in range(count)]
    assert ledger.seal_chain(connection, count) == count
    return ids


def tamper(connection: Connection, sql: str, **values: object) -> None:
    """Change history as somebody with full rights over the database can: past the triggers."""
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    assert connection.execute(text(sql), values).rowcount > 0
    connection.execute(text("SET LOCAL session_replication_role = origin"))
