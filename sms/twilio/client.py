"""Twilio's own SDK, which builds the requests; ``kernel/egress.py`` carries them. Only ``send.py`` knows it.

Importing it costs 11 MB and a third of a second (twilio 9.13.0, measured), so it is imported by whoever makes a
client: a worker, never the web process. Its own carrier waits for ever by default, loses Retry-After in its
exceptions, and writes the number into its log.
"""

import logging
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

from twilio.base.exceptions import TwilioException
from twilio.http import HttpClient
from twilio.http.response import Response as Answer
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance, MessageList

from kernel.egress import Response
from sms.carrier import Carrier, decided, refusal, succeeded
from sms.contract import ProviderError, Unanswered
from sms.twilio.statuses import ERROR

# Without them the SDK would read the environment, which could move every request to another host.
NO_ENVIRONMENT = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}


def messages(account_sid: str, auth_token: str, base_url: str, carrier: Carrier) -> MessageList:
    """The SDK's list of the account's messages. ``base_url`` has no path of the API: "https://api.twilio.com"."""
    client = Client(account_sid, auth_token, http_client=_Bridge(carrier), environment=dict(NO_ENVIRONMENT))
    client.api.base_url = base_url.rstrip("/")
    return client.api.v2010.account.messages


def newest(listed: MessageList, phone: str, count: int) -> list[MessageInstance]:
    """The newest messages to ``phone``, one page. Raises ProviderError, ValueError for a list without its key."""
    try:
        return list(listed.page(to=phone, page_size=count))
    except TwilioException:
        # Its text holds the address that was asked.
        raise ValueError("no list") from None


class _Bridge(HttpClient):  # type: ignore[misc] # The SDK ships no marker for its types.
    """The SDK's way out. An answer that is no success never comes back to the SDK: it is raised in our words."""

    def __init__(self, carrier: Carrier) -> None:
        super().__init__(logging.getLogger("twilio"), False, carrier.timeout_s)
        self._carrier = carrier

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Answer:
        """The SDK's own signature. Raises sms.contract.ProviderError."""
        del timeout, allow_redirects  # The carrier's own bound; redirects are never followed.
        url = f"{uri}?{urlencode(params, doseq=True)}" if params else uri
        body = urlencode(data, doseq=True).encode() if data else None
        response = self._carrier.send(method.upper(), url, _headers(headers or {}, auth), body)
        if not succeeded(response):
            raise _error(response)
        return Answer(response.status, _text(response))


def _headers(headers: Mapping[str, str], auth: tuple[str, str] | None) -> dict[str, str]:
    if auth is None:
        return dict(headers)
    basic = b64encode(":".join(auth).encode()).decode()
    return {**headers, "Authorization": f"Basic {basic}"}


def _error(response: Response) -> ProviderError:
    """By Twilio's own number where there is one, else by the status."""
    try:
        row = ERROR.get(response.json()["code"])
    except (ValueError, TypeError, KeyError):
        row = None
    return decided(*row, response) if row else refusal(response)


def _text(response: Response) -> str:
    """The body once it is known to be an object. Raises Unanswered: it said yes in words that we cannot read."""
    try:
        if isinstance(response.json(), dict):
            return response.body.decode("utf-8-sig")
    except ValueError:
        pass
    raise Unanswered("unreadable_answer")
