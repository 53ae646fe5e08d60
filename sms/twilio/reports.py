"""A delivery report as Twilio posts it: MessageSid, MessageStatus, To, ErrorCode; our id is in the query."""

from sms.contract import Report
from sms.form import required
from sms.own_id import own_id
from sms.sender import phone_of
from sms.twilio import NAME
from sms.twilio.statuses import EXPIRED, FAILURE, REPORT

ID_MAX = 100
STATUS_MAX = 40


def report(fields: dict[str, str], message_id: str) -> Report:
    """Raises sms.form.FieldRefused when MessageSid or MessageStatus is missing or too long to be theirs.

    ``message_id`` is what the query says, "" when it says nothing.
    """
    status = required(fields, "MessageStatus", STATUS_MAX)
    code, state = fields.get("ErrorCode", ""), REPORT.get(status)
    return Report(
        provider=NAME,
        provider_id=required(fields, "MessageSid", ID_MAX),
        status=status,
        state="expired" if code == EXPIRED and state == "failed" else state,
        reason=FAILURE.get(code, "unrecognised") if code not in ("", "0") else None,
        phone=phone_of(fields.get("To", "")),
        raw=fields,
        message_id=own_id(message_id),
    )
