"""What Twilio posts from citizens: MessageSid, From, To, Body and more, and its own word for STOP."""

from base64 import b64decode
from binascii import Error as NotBase64

from sms.contract import Inbound
from sms.form import BODY_MAX, given, required
from sms.sender import SENDER_MAX, phone_of
from sms.twilio import NAME

ID_MAX = 100
# Shorter words than this are often base64 by chance: "Bonjour1" decodes too.
BASE64_MIN = 60


def message(fields: dict[str, str]) -> Inbound:
    """Raises sms.form.FieldRefused when MessageSid, From or Body is missing. ``phone`` is None for other senders."""
    sender = required(fields, "From", SENDER_MAX)
    return Inbound(
        provider=NAME,
        external_id=required(fields, "MessageSid", ID_MAX),
        sender=sender,
        phone=phone_of(sender),
        text=_plain(given(fields, "Body", BODY_MAX)),
        recipient=fields.get("To", "")[:SENDER_MAX],
    )


def choice(fields: dict[str, str]) -> str:
    """STOP, START or HELP, "" otherwise: Twilio understood it by itself (Advanced Opt-Out), and acts upon it too."""
    return fields.get("OptOutType", "")


def _plain(text: str) -> str:
    """Some long messages come base64-encoded without a word about it; nobody types sixty letters without a blank.

    Taken for base64 when it decodes to UTF-8 of which half at least is ASCII, as RapidPro's courier does.
    """
    if len(text) < BASE64_MIN or len(text) % 4:
        return text
    try:
        decoded = b64decode(text, validate=True).decode()
    except (NotBase64, ValueError):
        return text
    letters = sum(character.isascii() and character != "\0" for character in decoded)
    return decoded if letters * 2 >= len(decoded) and "\0" not in decoded else text
