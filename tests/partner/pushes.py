"""CloudEvents as an administration pushes them."""

import json
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from kernel.database import Database
from partner.tables import PARTNER_EVENT

DATA = {"fileId": "APEX-2026-000001", "status": "SENDBACK", "stage": "complement", "comment": "La facture"}
APEX = "token-of-apex-0123456789"
STRUCTURED = "application/cloudevents+json; charset=utf-8"


def event(reference: str = "260123456780", **changes: Any) -> dict[str, Any]:
    """A status event as APEX sends it; a change of None leaves the attribute out."""
    whole = {
        "specversion": "1.0",
        "id": "e-1",
        "source": "/administrations/apex",
        "type": "ml.apex.demande.statut.v1",
        "subject": reference,
        "time": "2026-02-07T14:05:00Z",
        "datacontenttype": "application/json",
        "data": DATA,
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def push(
    client: FlaskClient,
    value: object,
    token: str = APEX,
    content_type: str = STRUCTURED,
) -> TestResponse:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    headers = {"Authorization": f"Bearer {token}"}
    return client.post("/partner/events", data=body, headers=headers, content_type=content_type)


def kept(database: Database) -> list[Any]:
    with database.transaction() as connection:
        return list(connection.execute(select(PARTNER_EVENT).order_by(PARTNER_EVENT.c.id)))
