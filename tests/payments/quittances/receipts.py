"""What the quittances' tests issue."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from kernel.crypto import Keyring
from payments import quittances
from payments.quittances import Quittance

AT = datetime(2026, 2, 7, 10, 30, tzinfo=UTC)
REFERENCE_KEY = b"reference-key-of-tests"
REGIE = "ml-sikasso"


def issue(connection: Connection, keyring: Keyring, **more: Any) -> Quittance:
    """A quittance of 1 900 F for an invoice of its own."""
    said: dict[str, Any] = {
        "regie": REGIE, "exercice": 2026, "invoice_id": str(uuid.uuid4()), "amount_xof": 1900, "at": AT,
        "payer_name": "Awa Traore", "revenue_line": "tdrl", "label": "TDRL 2026", "rail": "mtn",
        "operator_ref": "23503452", **more,
    }  # fmt: skip
    return quittances.issue(connection, keyring, REFERENCE_KEY, **said)
