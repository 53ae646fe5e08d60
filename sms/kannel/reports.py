"""A delivery report as Kannel brings it to the address that we gave: our id, type (%d), answer (%A)."""

import re

from sms.contract import Report
from sms.form import required
from sms.kannel import NAME
from sms.kannel.statuses import EXPIRED, RECEIPT, REPORT
from sms.own_id import own_id

ID_MAX = 100
TYPE_MAX = 40
STATE = re.compile(r"\bstat:([A-Z]{3,10})\b")


def report(fields: dict[str, str]) -> Report:
    """Raises sms.form.FieldRefused when id or type is missing or too long.

    ``provider_id`` is our own id: smsbox told us none. It carries no phone, and needs none.
    """
    message_id, status = required(fields, "id", ID_MAX), required(fields, "type", TYPE_MAX)
    found = STATE.search(fields.get("answer", ""))
    state, receipt = REPORT.get(status), found[1] if found else ""
    return Report(
        provider=NAME,
        provider_id=message_id,
        status=status,
        state="expired" if state == "failed" and receipt == EXPIRED else state,
        reason=RECEIPT.get(receipt, "unrecognised") if state == "failed" and receipt else None,
        phone=None,
        raw=fields,
        message_id=own_id(message_id),
    )
