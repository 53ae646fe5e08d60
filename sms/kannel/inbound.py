"""What Kannel brings from citizens: id (%I), from (%p), to (%P), coding (%c), text (%b)."""

from sms.contract import Inbound
from sms.form import BODY_MAX, given, required
from sms.kannel import NAME
from sms.sender import SENDER_MAX, phone_of

ID_MAX = 100  # A UUID today.


def message(fields: dict[str, str]) -> Inbound:
    """Raises sms.form.FieldRefused when from, text or id is missing. ``phone`` is None for other senders."""
    sender = required(fields, "from", SENDER_MAX)
    return Inbound(
        provider=NAME,
        external_id=required(fields, "id", ID_MAX),
        sender=sender,
        phone=phone_of(sender),
        text=given(fields, "text", BODY_MAX),
        recipient=fields.get("to", "")[:SENDER_MAX],
    )
