"""A delivery report as Africa's Talking posts it: id, status, phoneNumber, failureReason and more."""

from sms.africastalking import NAME
from sms.africastalking.statuses import FAILURE, REPORT
from sms.contract import Report
from sms.form import required
from sms.sender import phone_of

ID_MAX = 100  # "ATXid_" and 32 hex digits today.
STATUS_MAX = 40  # The longest known word has 16 letters.


def report(fields: dict[str, str]) -> Report:
    """Raises sms.form.FieldRefused when id or status is missing or too long to be theirs."""
    status = required(fields, "status", STATUS_MAX)
    failure = fields.get("failureReason", "")
    return Report(
        provider=NAME,
        provider_id=required(fields, "id", ID_MAX),
        status=status,
        state=REPORT.get(status),
        reason=FAILURE.get(failure, "unrecognised") if failure else None,
        phone=phone_of(fields.get("phoneNumber", "")),
        raw=fields,
    )
