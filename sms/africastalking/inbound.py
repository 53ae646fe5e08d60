"""What Africa's Talking posts from citizens: a message (date, from, to, id, text, ...) and an opt-out."""

from sms.africastalking import NAME
from sms.contract import Inbound
from sms.form import FieldRefused, given, required
from sms.sender import SENDER_MAX, phone_of

ID_MAX = 100
FORM_TEXT_MAX = 16 * 1024  # The door's own cap; the room keeps the first 1,000 characters.


def message(fields: dict[str, str]) -> Inbound:
    """Raises sms.form.FieldRefused when from, text or id is missing. ``phone`` is None for other senders."""
    sender = required(fields, "from", SENDER_MAX)
    return Inbound(
        provider=NAME,
        external_id=required(fields, "id", ID_MAX),
        sender=sender,
        phone=phone_of(sender),
        text=given(fields, "text", FORM_TEXT_MAX),
        recipient=fields.get("to", "")[:SENDER_MAX],
    )


def optout(fields: dict[str, str]) -> str:
    """The phone that asked for silence. Raises sms.form.FieldRefused."""
    phone = phone_of(required(fields, "phoneNumber", SENDER_MAX))
    if phone is None:
        raise FieldRefused("phoneNumber")
    return phone


def is_subscription(fields: dict[str, str]) -> bool:
    """A notice (phoneNumber, shortCode, keyword, updateType) of premium services, which we do not sell."""
    return "updateType" in fields and "text" not in fields
