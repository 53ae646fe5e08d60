"""Handing a message to Orange. It knows no validity, carries no id of ours, and cannot be asked later."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from kernel.egress import Egress, Response
from sms.carrier import Carrier, decided, refusal, succeeded, word
from sms.contract import Handed, NotNow, Outgoing, ProviderError, Unanswered
from sms.orange import NAME
from sms.orange.statuses import ERROR
from sms.orange.token import access

ID_MAX = 100  # A UUID today.
URL_MAX = 500
MALI = "tel:+2230000"  # The one sender address of the country, developer.orange.com/apis/sms.
UNAUTHORIZED = 401
REQUEST = "outboundSMSMessageRequest"


class Orange:
    """An sms.contract.Provider. ``sender_name`` is the account's default, registered with Orange; "" is none."""

    name = NAME
    can_find = False

    def __init__(
        self,
        *,
        base_url: str,
        client_id: str,
        client_secret: str,
        egress: Egress,
        sender_address: str = MALI,
        sender_name: str = "",
    ) -> None:
        self._carrier = Carrier(egress)
        self._access = access(self._carrier, base_url, client_id, client_secret)
        path = f"/smsmessaging/v1/outbound/{quote(sender_address, safe='')}/requests"
        self._url = base_url.rstrip("/") + path
        self._sender_address = sender_address
        self._sender_name = sender_name

    def send(self, message: Outgoing) -> Handed:
        """See sms.contract.Provider.send. A refused token is replaced once: nothing was sent under it."""
        body = json.dumps({REQUEST: self._request(message)}).encode()
        token = self._access.get()
        response = self._post(body, token)
        if response.status == UNAUTHORIZED:
            self._access.forget(token)
            response = self._post(body, self._access.get())
        if not succeeded(response):
            raise _error(response)
        return _handed(response)

    def find(self, message: Outgoing, handed_at: datetime) -> Handed | None:
        """Never called, since ``can_find`` is False: a message is asked about by Orange's id only."""
        raise NotNow("cannot_find")

    def _request(self, message: Outgoing) -> dict[str, Any]:
        sender = message.sender or self._sender_name
        return {
            "address": f"tel:{message.phone}",
            "senderAddress": self._sender_address,
            **({"senderName": sender} if sender else {}),
            "outboundSMSTextMessage": {"message": message.text},
        }

    def _post(self, body: bytes, token: str) -> Response:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        return self._carrier.send("POST", self._url, headers, body)


def _handed(response: Response) -> Handed:
    """The last part of ``resourceURL`` is the id that reports carry as callbackData."""
    try:
        said = response.json()[REQUEST]
        url = word(said.get("resourceURL"), URL_MAX) or ""
        accepted = "outboundSMSTextMessage" in said or bool(url)
    except (ValueError, KeyError, TypeError, AttributeError):
        accepted = False
    if not accepted:
        # It said yes in words that we cannot read: the citizen may well have the message.
        raise Unanswered("unreadable_answer")
    return Handed(provider_id=word(unquote(url.rstrip("/").rpartition("/")[2]), ID_MAX))


def _error(response: Response) -> ProviderError:
    """``{"requestError": {"serviceException" or "policyException": {"messageId", "text", "variables"}}}``."""
    try:
        [exception] = response.json()["requestError"].values()
        row = ERROR.get(exception["messageId"])
    except (ValueError, KeyError, TypeError, AttributeError):
        row = None
    return decided(*row, response) if row else refusal(response)
