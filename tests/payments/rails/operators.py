"""Five operators in little: each speaks its own wire, and keeps one charge a key as its own documents say."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from defusedxml.ElementTree import fromstring

from tests.payments.rails.operator_server import Answer, Call, OperatorServer


def as_json(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode())


class MoovServer(OperatorServer):
    """SOAP. ``encoding`` of its answers; "utf-16" also has UTF-8 bytes that only say so."""

    encoding = "utf-8"

    def __init__(self) -> None:
        super().__init__()
        self.pushes: dict[str, dict[str, str]] = {}
        self.transfers: dict[str, dict[str, str]] = {}

    def kind(self, call: Call) -> str:
        return "ask" if b"getTransactionStatusImmediate" in call.body else "request"

    def reply(self, call: Call) -> Answer:
        operation = fromstring(call.body)[1][0]
        name = str(operation.tag).rpartition("}")[2]
        fields = {child.tag: child.text or "" for child in operation.iter()}
        return {
            "PushWithPending": self._push,
            "getTransactionStatusImmediate": self._status,
            "transferFlooz": self._transfer,
        }[name](fields)

    def _push(self, fields: dict[str, str]) -> Answer:
        key = fields["externaldata1"]
        new = {"amount": fields["amount"], "status": "100", "description": "PENDING"}
        self.pushes.setdefault(key, new | {"referenceid": f"72026{len(self.pushes):012}"})
        return self._told("PushWithPending", "result", self.pushes[key] | {"transid": key})

    def _status(self, fields: dict[str, str]) -> Answer:
        held = self.pushes if fields["transactiontype"] == "PUSH" else self.transfers
        found = held.get(fields["transid"])
        if found is None:
            found = {"status": "94", "description": "TRANSACTION DOES NOT EXIST"}
        told = dict(found) if self.word is None else found | {"status": self.word, "description": "?"}
        if self.without_id:
            told.pop("referenceid", None)
        return self._told("getTransactionStatusImmediate", "response", told)

    def _transfer(self, fields: dict[str, str]) -> Answer:
        key = fields["referenceid"]
        self.transfers.setdefault(
            key, {"status": "0", "message": "SUCCESS", "referenceid": f"92026{len(self.transfers)}"}
        )
        return self._told("transferFlooz", "return", self.transfers[key] | {"transactionid": key})

    def _told(self, operation: str, wrapper: str, fields: dict[str, str]) -> Answer:
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items() if name != "amount")
        text = (
            f'<?xml version="1.0" encoding="{self.encoding}"?>'
            '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
            f'<ns2:{operation}Response xmlns:ns2="http://api.merchant.tlc.com/"><{wrapper}>{inner}</{wrapper}>'
            f"</ns2:{operation}Response></soap:Body></soap:Envelope>"
        )
        return Answer(200, text.encode(self.encoding), "text/xml")

    def charges(self) -> int:
        return len(self.pushes)

    def approve(self) -> None:
        self._newest().update(status="0", description="SUCCESS")

    def decline(self) -> None:
        self._newest().update(status="92", description="USSD push cancelled")

    def _newest(self) -> dict[str, str]:
        return list(self.pushes.values())[-1]


class WaveServer(OperatorServer):
    """Checkout without idempotency: every create is a new payable page."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, dict[str, Any]] = {}
        self.days: dict[str, list[dict[str, Any]]] = {}
        self.balance = "150000"

    def kind(self, call: Call) -> str:
        path = urlsplit(call.path).path
        return "request" if call.method == "POST" and path.endswith("/sessions") else "ask"

    def reply(self, call: Call) -> Answer:
        path, query = urlsplit(call.path).path, parse_qs(urlsplit(call.path).query)
        parts = path.removeprefix("/v1/").split("/")
        if parts[0] == "balance":
            return as_json({"amount": self.balance, "currency": "XOF"})
        if parts[0] == "transactions":
            return self._page(query)
        if call.method == "POST" and len(parts) == 2:
            return as_json(self._create(json.loads(call.body)))
        if parts[2] == "search":
            wanted = query["client_reference"][0]
            found = [s for s in self.sessions.values() if s["client_reference"] == wanted]
            return as_json({"result": [self._told(s) for s in found]})
        session = self.sessions.get(parts[2])
        if session is None:
            return as_json({"code": "checkout-session-not-found"}, 404)
        if parts[3:] == ["expire"]:
            session["checkout_status"], session["payment_status"] = "expired", "cancelled"
            return Answer(200)
        if parts[3:] == ["refund"]:
            return Answer(200)
        return as_json(self._told(session))

    def _create(self, body: dict[str, Any]) -> dict[str, Any]:
        key = f"cos-{len(self.sessions) + 1:012}"
        self.sessions[key] = body | {
            "id": key, "checkout_status": "open", "payment_status": "processing", "last_payment_error": None,
            "wave_launch_url": f"https://pay.wave.com/c/{key}", "when_created": datetime.now(UTC).isoformat(),
        }  # fmt: skip
        return self.sessions[key]

    def _told(self, session: dict[str, Any]) -> dict[str, Any]:
        told = dict(session)
        if self.amount is not None:
            told["amount"] = self.amount
        if self.word is not None:
            told["payment_status"] = self.word
        if self.without_id:
            told.pop("transaction_id", None)
        return told

    def _page(self, query: dict[str, list[str]]) -> Answer:
        lines, start = self.days.get(query["date"][0], []), int(query.get("after", ["0"])[0])
        more = start + 2 < len(lines)
        page = {"end_cursor": str(start + 2), "has_next_page": more}
        return as_json({"items": lines[start : start + 2], "page_info": page})

    def charges(self) -> int:
        return sum(session["checkout_status"] == "open" for session in self.sessions.values())

    def approve(self) -> None:
        self._newest().update(
            checkout_status="complete", payment_status="succeeded", transaction_id="TCN4Y4ZC3FM"
        )

    def decline(self) -> None:
        error = {"code": "insufficient-funds", "message": "..."}
        self._newest().update(
            checkout_status="complete", payment_status="cancelled", last_payment_error=error
        )

    def _newest(self) -> dict[str, Any]:
        return list(self.sessions.values())[-1]


class OrangeServer(OperatorServer):
    """Web payment: 201 for everything, states that need the pay token, a page left alone is INITIATED for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.orders: dict[str, dict[str, Any]] = {}
        self.tokens_given = 0
        self.token = ""

    def kind(self, call: Call) -> str:
        return {"webpayment": "request", "transactionstatus": "ask"}.get(call.path.rpartition("/")[2], "")

    def reply(self, call: Call) -> Answer:
        if call.path == "/oauth/v3/token":
            self.tokens_given += 1
            self.token = f"tok{self.tokens_given}"
            return as_json({"token_type": "Bearer", "access_token": self.token, "expires_in": 7776000})
        if call.headers.get("authorization") != f"Bearer {self.token}":
            return as_json({"code": 42, "message": "Expired credentials"}, 401)
        body = json.loads(call.body)
        return self._pay(body) if self.kind(call) == "request" else self._status(body)

    def _pay(self, body: dict[str, Any]) -> Answer:
        if len(body["order_id"]) > 30 or not isinstance(body["amount"], int):
            return as_json({"code": 24, "message": "Invalid body field"}, 400)
        if body["order_id"] in self.orders:
            return as_json({"message": "order already exists"}, 409)
        number = len(self.orders)
        self.orders[body["order_id"]] = body | {
            "status": "INITIATED", "pay_token": f"pay{number}", "notif_token": f"notif{number}",
        }  # fmt: skip
        return as_json(
            {
                "status": 201, "message": "OK", "pay_token": f"pay{number}", "notif_token": f"notif{number}",
                "payment_url": f"https://webpayment.example/pay/pay{number}",
            },
            201,
        )  # fmt: skip

    def _status(self, body: dict[str, Any]) -> Answer:
        order = self.orders.get(body["order_id"])
        if order is None or order["pay_token"] != body["pay_token"] or order["amount"] != body["amount"]:
            return as_json({"code": 60, "message": "Resource not found"}, 404)
        told = {"status": self.word or order["status"], "order_id": body["order_id"]}
        if "txnid" in order and not self.without_id:
            told["txnid"] = order["txnid"]
        return as_json(told, 201)

    def charges(self) -> int:
        return len(self.orders)

    def approve(self) -> None:
        self._newest().update(status="SUCCESS", txnid="MP260105.1000.A00073")

    def decline(self) -> None:
        self._newest().update(status="FAILED")

    def _newest(self) -> dict[str, Any]:
        return list(self.orders.values())[-1]


class GsmaServer(OperatorServer):
    """Mobile Money API 1.2.0. A repeated correlation id is refused; ``synchronous`` answers 201 at once."""

    synchronous = False

    def __init__(self) -> None:
        super().__init__()
        self.transactions: dict[str, dict[str, Any]] = {}
        self.requests: dict[str, str] = {}  # correlation id -> transaction
        self.states: dict[str, str] = {}  # server correlation id -> transaction

    def kind(self, call: Call) -> str:
        return "request" if call.path.endswith("/merchantpay") else "ask"

    def reply(self, call: Call) -> Answer:
        parts = [unquote(part) for part in call.path.strip("/").split("/")]
        if call.method == "POST":
            original = parts[1] if parts[-1] == "reversals" else None
            return self._create(call.headers["x-correlationid"], json.loads(call.body), original)
        if parts[0] == "heartbeat":
            return as_json({"serviceStatus": "degraded", "delay": 1500})
        if parts[0] == "responses":
            found = self.requests.get(parts[1])
            return as_json({"link": f"/transactions/{found}"}) if found else _missing()
        if parts[0] == "requeststates":
            return self._state(parts[1])
        transaction = self.transactions.get(parts[1])
        return as_json(self._told(transaction)) if transaction else _missing()

    def _create(self, correlation: str, body: dict[str, Any], original: str | None) -> Answer:
        if correlation in self.requests:
            return as_json({"errorCategory": "businessRule", "errorCode": "duplicateRequest"}, 400)
        reference = f"TX{len(self.transactions)}"
        state = "completed" if original else "pending"
        self.transactions[reference] = body | {"transactionReference": reference, "transactionStatus": state}
        self.requests[correlation] = reference
        if self.synchronous:
            return as_json(self.transactions[reference], 201)
        server_id = str(uuid.uuid4())
        self.states[server_id] = reference
        pending = {"serverCorrelationId": server_id, "status": "pending", "notificationMethod": "callback"}
        return as_json(pending, 202)

    def _state(self, server_id: str) -> Answer:
        reference = self.states.get(server_id)
        if reference is None:
            return _missing()
        state = self.word or self.transactions[reference]["transactionStatus"]
        told = {"serverCorrelationId": server_id, "status": state, "notificationMethod": "callback"}
        if state == "completed":
            told["objectReference"] = reference
        error = {"errorCategory": "authorisation", "errorCode": "requestDeclined"}
        return as_json(told | ({"error": error} if state == "failed" else {}))

    def _told(self, transaction: dict[str, Any]) -> dict[str, Any]:
        told = dict(transaction)
        if self.amount is not None:
            told["amount"] = self.amount
        if self.word is not None:
            told["transactionStatus"] = self.word
        if self.without_id:
            told.pop("transactionReference")
        return told

    def charges(self) -> int:
        return len(self.transactions)

    def approve(self) -> None:
        self._newest().update(transactionStatus="completed")

    def decline(self) -> None:
        self._newest().update(transactionStatus="failed")

    def _newest(self) -> dict[str, Any]:
        return list(self.transactions.values())[-1]


def _missing() -> Answer:
    return as_json({"errorCategory": "identification", "errorCode": "identifierError"}, 404)


class PispiServer(OperatorServer):
    """API Business. A repeated txId is REJETE with DU03, in an answer of HTTP 200."""

    def __init__(self) -> None:
        super().__init__()
        self.demands: dict[str, dict[str, Any]] = {}
        self.paid: list[dict[str, Any]] = []
        self.returned: set[str] = set()
        self.tokens_given = 0

    def kind(self, call: Call) -> str:
        if call.path == "/oauth2/token":
            return ""
        return "request" if call.method == "POST" else "ask"

    def reply(self, call: Call) -> Answer:
        path, query = urlsplit(call.path).path, parse_qs(urlsplit(call.path).query)
        if path == "/oauth2/token":
            self.tokens_given += 1
            return as_json({"access_token": f"tok{self.tokens_given}", "expires_in": 3600})
        if call.headers.get("authorization") != f"Bearer tok{self.tokens_given}":
            return as_json({"title": "Autorisations manquantes"}, 401)
        parts = path.removeprefix("/piz/v1/").split("/")
        if call.method == "POST":
            return self._demand(json.loads(call.body))
        if parts[0] == "demandes-paiements":
            found = self.demands.get(parts[1])
            return as_json(self._told(found)) if found else as_json({"title": "Not found"}, 404)
        if parts[-1] == "retours":
            self.returned.add(parts[1])
            return as_json({"statut": "ENVOYE"})
        if parts[-1] == "statuts":
            return self._paid(parts[1])
        start = (int(query["page"][0]) - 1) * int(query["size"][0])
        return as_json({"data": self.paid[start : start + int(query["size"][0])], "meta": {}})

    def _paid(self, end: str) -> Answer:
        """What was really paid: the request tells what was asked for."""
        demand = next((one for one in self.demands.values() if one.get("end2endId") == end), None)
        if demand is None or demand["statut"] != "IRREVOCABLE":
            return as_json({"title": "Not found"}, 404)
        paid = {"end2endId": end, "montant": demand["montant"] if self.amount is None else self.amount}
        return as_json(paid | ({"retourStatut": "IRREVOCABLE"} if end in self.returned else {}))

    def _demand(self, body: dict[str, Any]) -> Answer:
        if len(body["txId"]) > 35 or body["txId"] in self.demands:
            return as_json({"txId": body["txId"], "statut": "REJETE", "statutRaison": "DU03"})
        end = f"EML00120260105{len(self.demands):021}"
        self.demands[body["txId"]] = body | {"statut": "ENVOYE", "end2endId": end}
        return as_json(self.demands[body["txId"]], 201)

    def _told(self, demand: dict[str, Any]) -> dict[str, Any]:
        told = dict(demand)
        if self.word is not None:
            told["statut"] = self.word
        return told

    def charges(self) -> int:
        return len(self.demands)

    def approve(self) -> None:
        self._newest().update(statut="IRREVOCABLE")

    def decline(self) -> None:
        self._newest().update(statut="REJETE", statutRaison="AC06")

    def _newest(self) -> dict[str, Any]:
        return list(self.demands.values())[-1]
