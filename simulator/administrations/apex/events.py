"""Status news pushed to the gateway: CloudEvents 1.0, structured mode, retried until taken.

CloudEvents 1.0.2 section 2 (attributes); HTTP webhook 1.0.1 section 2 (410 stops, others are tried again).
"""

import json
import uuid

from simulator import clock
from simulator.courier import Courier
from simulator.faults import Faults
from simulator.options import Options
from simulator.store import Document
from simulator.wire import Request

SOURCE = "/administrations/apex"
TYPE = "ml.apex.demande.statut.v1"


class ApexEvents:
    """Tells the gateway where a file has got to."""

    def __init__(self, options: Options, faults: Faults, courier: Courier) -> None:
        self._options = options
        self._faults = faults
        self._courier = courier

    def announce(self, application: Document) -> None:
        """Push the present state of a file; each retry carries the same event id."""
        if self._faults.take("apex", ["no-event"]):
            return
        after = self._options.late_s if self._faults.take("apex", ["event-late"]) else 0.0
        copies = 2 if self._faults.take("apex", ["event-twice"]) else 1
        request = self._request(application)
        for _ in range(copies):
            self._courier.push("event", subject(application), request, after)

    def pushes(self) -> dict[str, list[Document]]:
        """The pushes of every file, by the file's ``subject``, oldest first."""
        return self._courier.by_subject()

    def _request(self, application: Document) -> Request:
        event = {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": SOURCE,
            "type": TYPE,
            "subject": application["reference"],
            "time": clock.iso(clock.now()),
            "datacontenttype": "application/json",
            "data": {key: application[key] for key in ("fileId", "status", "stage", "comment")},
        }
        headers = (
            ("Content-Type", "application/cloudevents+json; charset=utf-8"),
            ("Authorization", f"Bearer {self._options.events_token}"),
        )
        return Request(self._url(application), headers, json.dumps(event, ensure_ascii=False).encode())

    def _url(self, application: Document) -> str:
        """The address given with the application when it is the gateway's own; nobody else is ever called."""
        callback = str(application["callback"])
        inside = callback.startswith(self._options.gateway + "/")
        return callback if inside else f"{self._options.gateway}/partner/events"


def subject(application: Document) -> str:
    """What the courier files the pushes of an application under."""
    return f"apex:{application['reference']}"
