"""An operator's menu: it calls our bills API over the wire, hashed and dated as the GSMA asks."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kernel import clock

KEY = "the-key-of-the-operator"


@dataclass
class Operator:
    """``key`` None calls without one."""

    client: FlaskClient
    key: str | None = KEY

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(f"/biller{path}", headers=self._headers(b"") | headers)

    def pay(
        self,
        reference: str,
        amount: object,
        path: str | None = None,
        correlation: str | None = None,
        **changed: Any,
    ) -> TestResponse:
        fields = {
            "amountPaid": amount,
            "currency": "XOF",
            "requestingOrganisationTransactionReference": uuid.uuid4().hex,
        }
        body = json.dumps(
            {name: value for name, value in (fields | changed).items() if value is not None}
        ).encode()
        headers = self._headers(body) | {"X-CorrelationID": correlation or str(uuid.uuid4())}
        return self.client.post(
            f"/biller{path or f'/bills/{reference}/payments'}", data=body, headers=headers
        )

    def _headers(self, body: bytes) -> dict[str, str]:
        headers = {"X-Content-Hash": hashlib.sha256(body).hexdigest(), "X-Date": clock.now().isoformat()}
        return headers | ({} if self.key is None else {"X-API-Key": self.key})
