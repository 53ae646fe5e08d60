"""Bill: what a session keeps of an invoice it displays, so that turning a page asks nobody again."""

import json
from datetime import UTC, datetime
from typing import NamedTuple

from conversation.dues import Owed, Standing


class Bill(NamedTuple):
    """An invoice with where paying it stands. ``since`` is epoch seconds, 0 when nothing is under way."""

    invoice_id: str
    reference: str
    label: str
    country: str
    amount_xof: int
    paid_xof: int
    state: str
    since: int = 0
    operator: str = ""
    asked_xof: int = 0
    dial: str = ""
    quittance: str = ""

    @classmethod
    def of(cls, owed: Owed, standing: Standing) -> "Bill":
        since = int(standing.since.timestamp()) if standing.since else 0
        return cls(
            owed.invoice_id, owed.reference, owed.label, owed.country, owed.amount_xof, owed.paid_xof,
            standing.state, since, standing.operator, standing.amount_xof, standing.dial, standing.quittance,
        )  # fmt: skip

    @property
    def due_xof(self) -> int:
        """What is left to pay."""
        return self.amount_xof - self.paid_xof

    @property
    def under_way(self) -> bool:
        """Whether a second payment now could be one too many."""
        return self.state in ("waiting", "to_dial")

    @property
    def begun_at(self) -> datetime:
        """When the payment under way was asked for."""
        return datetime.fromtimestamp(self.since, UTC)

    def pack(self) -> str:
        """One line of JSON."""
        return json.dumps(tuple(self), separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def unpack(cls, packed: str) -> "Bill":
        return cls(*json.loads(packed))
