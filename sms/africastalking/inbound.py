"""What Africa's Talking posts from citizens: a message (date, from, to, id, text, ...) and an opt-out."""

from kernel.phone import PhoneRefused, parse
from sms.africastalking import NAME
from sms.contract import Inbound
from sms.form import FieldRefused, required

ID_MAX = 100
SENDER_MAX = 40  # E.164 has 16 characters and an alphanumeric sender 11.
FORM_TEXT_MAX = 16 * 1024  # The door's own cap; the room keeps the first 1,000 characters.


def message(fields: dict[str, str]) -> Inbound:
    """Raises sms.form.FieldRefused when from, text or id is missing. ``phone`` is None for other senders."""
    sender = required(fields, "from", SENDER_MAX)
    try:
        phone = parse(sender)
    except PhoneRefused:
        phone = None
    return Inbound(
        provider=NAME,
        external_id=required(fields, "id", ID_MAX),
        sender=sender,
        phone=phone,
        text=required(fields, "text", FORM_TEXT_MAX),
        recipient=fields.get("to", "")[:SENDER_MAX],
    )


def optout(fields: dict[str, str]) -> str:
    """The phone that asked for silence. Raises sms.form.FieldRefused."""
    try:
        return parse(required(fields, "phoneNumber", SENDER_MAX))
    except PhoneRefused:
        raise FieldRefused("phoneNumber") from None
