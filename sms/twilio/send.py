"""Handing a message to Twilio, and asking it what became of one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from kernel import clock
from kernel.egress import Egress
from sms.carrier import DECISIONS, Carrier, word
from sms.contract import Handed, NotNow, Outgoing, ProviderError, Unanswered
from sms.twilio import NAME
from sms.twilio.statuses import CREATED, ERROR, NOT_CREATED

ID_MAX = 100  # "SM" and 32 hex digits today.
STATUS_PATH = "/sms/twilio/status"
VALIDITY_MAX_S = 36_000  # Message resource, ValidityPeriod: from 1 to 36000.
# One page of the newest messages to one phone. Who had more than fifty since the hand-over cannot be told about.
PAGE = 50
ANSWER_MAX = 512 * 1024  # Fifty texts of six parts, each letter as an escape.
# Twilio's clock and ours differ by seconds, and its times are whole ones; a call ends well within a minute.
BEFORE, AFTER = timedelta(seconds=30), timedelta(seconds=60)

log = structlog.get_logger(__name__)


class Twilio:
    """An sms.contract.Provider. ``public_url`` is how Twilio reaches our doors; ``sender`` the account's default."""

    name = NAME
    can_find = True

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        sender: str,
        base_url: str,
        public_url: str,
        egress: Egress,
    ) -> None:
        # Here and not above: see client.py for what the import costs.
        from sms.twilio import client

        carrier = Carrier(egress, max_bytes=ANSWER_MAX)
        self._messages = client.messages(account_sid, auth_token, base_url, carrier)
        self._newest = client.newest
        self._sender = sender
        self._status_url = public_url.rstrip("/") + STATUS_PATH

    def send(self, message: Outgoing) -> Handed:
        """See sms.contract.Provider.send. Our id comes back in the query of the status callback, signed with it."""
        try:
            created = self._messages.create(
                to=message.phone,
                from_=message.sender or self._sender,
                body=message.text,
                status_callback=f"{self._status_url}?id={message.id}",
                **_validity(message),
            )
            return _handed(created)
        except ProviderError:
            raise
        except (ValueError, TypeError, AttributeError):
            # The SDK stumbled over what Twilio wrote in its yes: the citizen may well have the message.
            raise Unanswered("unreadable_answer") from None

    def find(self, message: Outgoing, handed_at: datetime) -> Handed | None:
        """See sms.contract.Provider.find.

        By phone, text and time of creation. Not by ``DateSent``: a message still in Twilio's queue has none,
        would not be listed, and would be sent again.
        """
        try:
            page = self._newest(self._messages, message.phone, PAGE)
            near = [each for each in page if _is(each, message, handed_at)]
            full = len(page) >= PAGE and all(_created(each) >= handed_at - BEFORE for each in page)
        except ProviderError as error:
            raise NotNow(f"cannot_ask_{error.code}", after_s=error.after_s) from None
        except (ValueError, TypeError, AttributeError, KeyError):
            raise NotNow("unreadable_answer") from None
        if near:
            return _seen(min(near, key=lambda each: abs(_created(each) - handed_at)))
        if full:
            raise NotNow("too_many_to_tell")
        return None


def _validity(message: Outgoing) -> Mapping[str, int]:
    """Twilio lets a message die in its queue rather than come too late."""
    if message.expires_at is None:
        return {}
    left = int((message.expires_at - clock.now()).total_seconds())
    return {"validity_period": max(1, min(left, VALIDITY_MAX_S))}


def _handed(created: Any) -> Handed:  # noqa: ANN401 - The SDK's types are not shipped.
    """Classified by the status and error tables, not by the HTTP status (fault row 21)."""
    if created.status in NOT_CREATED:
        known, decision = ERROR.get(created.error_code, ("rejected", "permanent"))
        raise DECISIONS[decision](known)
    if created.status not in CREATED:
        log.error("sms_answer_unrecognised", provider=NAME)
        raise Unanswered("unrecognised")
    return _seen(created)


def _seen(message: Any) -> Handed:  # noqa: ANN401 - The SDK's types are not shipped.
    parts = str(message.num_segments)
    return Handed(
        provider_id=word(message.sid, ID_MAX),
        cost=_cost(message),
        parts=int(parts) if parts.isascii() and parts.isdigit() and 0 < int(parts) < 100 else None,
    )


def _cost(message: Any) -> str | None:  # noqa: ANN401 - The SDK's types are not shipped.
    """ "USD -0.0075", as Twilio words it; a message just created has no price yet."""
    price, unit = word(message.price, 20), word(message.price_unit, 3)
    return f"{unit} {price}" if price and unit else None


def _is(found: Any, message: Outgoing, handed_at: datetime) -> bool:  # noqa: ANN401 - as above
    # A trial account's texts begin with a sentence of Twilio's.
    same = isinstance(found.body, str) and found.body.endswith(message.text)
    return same and handed_at - BEFORE <= _created(found) <= handed_at + AFTER


def _created(found: Any) -> datetime:  # noqa: ANN401 - as above
    at: datetime = found.date_created
    return at
