"""APEX's system as an Administration: three calls, each bounded, counted and sorted by what to do next."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from backends.apex import wire
from backends.contract import AdministrationError, Application, Filed, Report, Unavailable, Unknown
from backends.gate import Gate
from kernel.egress import Egress, EgressError, EgressRefused, NotReached, Response

# Both SMS and case providers of comparable public gateways are given 10 s; a job has 60.
TIMEOUT_S = 10.0
# A list of one person's applications is a few kB; 256 kB refuses what cannot be an answer.
MAX_BYTES = 256 * 1024

log = structlog.get_logger(__name__)


class Apex:
    """``base_url`` without a trailing slash; ``client`` is GovStack's INSTANCE/CLASS/MEMBER/APP."""

    def __init__(
        self, egress: Egress, base_url: str, client: str, gate: Gate, *, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._egress = egress
        self._base_url = base_url.rstrip("/")
        self._client = client
        self._gate = gate
        self._timeout_s = timeout_s

    def file(self, application: Application) -> Filed:
        """POST /services/{id}/applications."""
        # Refused before the gate: the circuit hears only of what APEX itself has answered.
        reference, path, body = (
            application.reference,
            wire.filing_path(application),
            wire.filing_body(application),
        )
        with self._gate.call(), _told("file"):
            return wire.read_filed(self._send("POST", path, reference, body), reference)

    def find(self, reference: str) -> Filed | None:
        """GET /applications?reference="""
        with self._gate.call(), _told("find"):
            return wire.read_found(self._send("GET", wire.finding_path(reference), reference), reference)

    def status(self, external_id: str) -> Report:
        """GET /applications/{fileId}."""
        with self._gate.call(), _told("status"):
            return wire.read_report(self._send("GET", wire.standing_path(external_id)))

    def circuit(self) -> str:
        """The breaker's state."""
        return self._gate.state()

    def _send(self, method: str, path: str, reference: str = "", body: bytes | None = None) -> Response:
        headers = {"Information-Mediator-Client": self._client, "Accept": "application/json"}
        if reference:
            # X-Road PR-REST 1.0.4 4.3: the case number travels in X-Road-Issue, for both sides' logs.
            headers["X-Road-Issue"] = reference
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            return self._egress.request(
                method,
                self._base_url + path,
                headers=headers,
                body=body,
                timeout_s=self._timeout_s,
                max_bytes=MAX_BYTES,
            )
        except (NotReached, EgressRefused) as error:
            # A host that we do not allow is a setting to mend, not a fault of the request: it waits.
            raise Unavailable(error.reason) from None
        except EgressError as error:
            raise Unknown(error.reason) from None


@contextmanager
def _told(call: str) -> Iterator[None]:
    """Every failure leaves one line with the call and the reason, never the content."""
    try:
        yield
    except AdministrationError as error:
        log.warning(
            "administration_failed", administration="apex", call=call, reason=error.reason, sent=error.sent
        )
        raise
