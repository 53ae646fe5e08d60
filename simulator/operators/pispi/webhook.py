"""PI's webhook: many events in one call, signed over the raw body. Gathered for half a second."""

import hashlib
import hmac
import json

from simulator.courier import Courier
from simulator.operators.agenda import Agenda
from simulator.operators.pispi.view import event
from simulator.options import Options
from simulator.store import Document, Store
from simulator.wire import Request

MOST = 100  # Events in one call.
GUESSED = "not the secret"  # What a forger signs with.


class Batch:
    """Events wait on disk, so that a restart loses none."""

    def __init__(self, options: Options, store: Store, courier: Courier, agenda: Agenda) -> None:
        self._options = options
        self._store = store
        self._courier = courier
        self._agenda = agenda
        agenda.teach("pispi-flush", lambda entry: self._flush())

    def add(self, payment: Document, after_s: float, now: bool, forged: bool) -> None:
        """One event; ``now`` sends it alone and waits, a forged one goes alone too."""
        if now:
            self._courier.push_now("event", payment["key"], self._request([event(payment)], False))
        elif forged or after_s:
            self._courier.push("event", payment["key"], self._request([event(payment)], forged), after_s)
        else:
            self._store.add("pispi-event", {"event": event(payment), "payment": payment["key"]})
            self._agenda.at(self._options.batch_s, "pispi-flush")

    def _flush(self) -> None:
        with self._store.lock:
            waiting = self._store.all("pispi-event")[:MOST]
            for each in waiting:
                self._store.remove("pispi-event", str(each["serial"]))
        if waiting:
            request = self._request([each["event"] for each in waiting], False)
            self._courier.push("event", waiting[-1]["payment"], request)

    def _request(self, events: list[Document], forged: bool) -> Request:
        body = json.dumps({"data": events, "meta": {"total": len(events)}}, ensure_ascii=False).encode()
        secret = GUESSED if forged else self._options.pispi_secret
        headers = (("Content-Type", "application/json"), ("X-Signature", signature(secret, body)))
        return Request(f"{self._options.gateway}/payments/pispi/webhook", headers, body)


def signature(secret: str, body: bytes) -> str:
    """HMAC-SHA256 of the raw body, in hexadecimal."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
