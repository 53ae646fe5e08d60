"""What Orange posts from citizens: ``{"inboundSMSMessageNotification": {"inboundSMSMessage": {...}}}``."""

from typing import Any

from kernel.crypto import Keyring
from sms.contract import Inbound
from sms.form import BODY_MAX, FieldRefused
from sms.json_body import given, inside, required, text
from sms.orange import NAME
from sms.sender import SENDER_MAX, phone_of

ID_MAX = 100
DATE_MAX = 40
SCHEME = "tel:"


def message(body: dict[str, Any], keyring: Keyring) -> Inbound:
    """Raises sms.form.FieldRefused when senderAddress, message, or all that tells two messages apart is missing.

    ``phone`` is None for other senders.
    """
    said = inside(inside(body, "inboundSMSMessageNotification"), "inboundSMSMessage")
    sender = required(said, "senderAddress", SENDER_MAX).removeprefix(SCHEME)
    return Inbound(
        provider=NAME,
        external_id=_id(said, keyring),
        sender=sender,
        phone=phone_of(sender),
        text=given(said, "message", BODY_MAX),
        recipient=text(said, "destinationAddress", SENDER_MAX).removeprefix(SCHEME),
    )


def _id(said: dict[str, Any], keyring: Keyring) -> str:
    """``messageId``, which some of Orange's platforms leave out; then a keyed digest of the whole message.

    Without its time two equal messages could not be told from one that is posted twice, so it is refused.
    """
    if given := text(said, "messageId", ID_MAX).strip():
        return given
    if not text(said, "dateTime", DATE_MAX).strip():
        raise FieldRefused("messageId")
    names = ("senderAddress", "destinationAddress", "dateTime", "message")
    return keyring.index("\n".join(text(said, name, BODY_MAX) for name in names), "sms.orange.inbound")
