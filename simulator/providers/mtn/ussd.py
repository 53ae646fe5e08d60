"""MTN MADAPI USSD v1 as MTN Benin speaks it: JSON posts that carry only the last input.

OpenAPI "MTN Messaging USSD API" 1.0.0, InboundRequest and InboundResponse.
"""

import json
import secrets
from typing import Any

from simulator.handset.session import FAILED, Session, Shown
from simulator.options import Options
from simulator.wire import Reply, Request

HEADERS = (("Content-Type", "application/json"), ("Accept", "application/json"))
BEGIN, CONTINUE, CANCEL, TIMEOUT = "0", "1", "4", "5"
# The operator speaks up only when it is not the application that ended the session.
FAREWELLS = {
    "cancelled": (CANCEL, "User cancelled"),
    "failed": (CANCEL, "Aborted"),
    "timeout": (TIMEOUT, "Timeout"),
}


class MtnUssd:
    """The dialect of MTN Benin."""

    system = "mtn-ussd"

    def __init__(self, options: Options) -> None:
        self._options = options

    def new_session_id(self) -> str:
        """Fifteen digits, as the operator's USSD centre numbers its dialogues."""
        return str(secrets.randbelow(9 * 10**14) + 10**14)

    def request(self, session: Session) -> Request:
        """On Begin ``ussdString`` is the whole dialled code, afterwards the last input."""
        if session.requests == 1:
            return self._post(session, BEGIN, session.dialled)
        return self._post(session, CONTINUE, session.inputs[-1])

    def read(self, reply: Reply) -> Shown:
        """The text is ``data.inboundResponse``; the session goes on while ``userInputRequired``."""
        if reply.status != 200:
            return Shown(FAILED, False, f"http-{reply.status}")
        try:
            body: Any = json.loads(reply.body)
            text, more = body["data"]["inboundResponse"], body["data"]["userInputRequired"]
        except (ValueError, KeyError, TypeError):
            return Shown(FAILED, False, "bad-json")
        if body.get("statusCode") != "0000" or not isinstance(text, str) or not isinstance(more, bool):
            return Shown(FAILED, False, "bad-answer")
        return Shown(text, more)

    def hop(self, reply: Reply) -> str:
        """MADAPI carries no state name."""
        return ""

    def farewell(self, session: Session, outcome: str, error: str) -> Request | None:
        """Cancel or Timeout; nothing when the application said End."""
        news = FAREWELLS.get(outcome)
        return self._post(session, *news) if news else None

    def _post(self, session: Session, message_type: str, text: str) -> Request:
        body = {
            "sessionId": session.id,
            "messageType": message_type,
            "msisdn": session.phone.number.lstrip("+"),
            "serviceCode": self._options.service_code,
            "ussdString": text,
            "cellId": "61603-2041-17",
            "language": "FRA",
            "imsi": f"{session.phone.network}{session.phone.number[-10:]}",
        }
        url = f"{self._options.gateway}/ussd/mtn/{self._options.token}"
        return Request(url, HEADERS, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
