"""Moov's operations as they stand on the wire, and what an answer says of a charge. Opens nothing.

Source: Merchant API V1.2 (Huawei ISD): PushWithPending, getTransactionStatusImmediate, transferFlooz.
"""

from kernel.egress import Response
from payments import answer
from payments.carrier import failure
from payments.contract import Charge, Misconfigured, Refund, Unanswered
from payments.moov import NAME, envelope
from payments.moov.statuses import verdict

HEADERS = {"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": '""'}
PATH = "/com.tlc.merchant.api/UssdPush"
MESSAGE_MAX = 100  # It is shown on the handset above the PIN; one USSD screen leaves that much.
ID_MAX = 64  # Theirs have 17 digits.


def push(token: str, charge: Charge) -> bytes:
    """PushWithPending. ``externaldata1`` comes back as ``transid`` and is what a status is asked by.

    ``fee`` is what a merchant adds; the operator's own is taken by its tariff.
    """
    return envelope.build(
        "PushWithPending",
        {
            "token": token,
            "msisdn": charge.phone,
            "message": charge.label[:MESSAGE_MAX],
            "amount": str(charge.amount_xof),
            "externaldata1": charge.attempt_id,
            "externaldata2": charge.invoice_reference,
            "fee": "0",
        },
    )


def status(token: str, our_id: str, kind: str) -> bytes:
    """getTransactionStatusImmediate; ``kind`` is PUSH or TRANSFER."""
    request = {"transactiontype": kind, "transid": our_id}
    return envelope.build("getTransactionStatusImmediate", {"token": token, "request": request})


def transfer(token: str, refund: Refund) -> bytes:
    """transferFlooz. Here ``referenceid`` is ours and comes back as ``transactionid``: a push's are inverted."""
    request = {
        "destination": refund.phone,
        "amount": str(refund.amount_xof),
        "referenceid": refund.refund_id,
        "walletid": "0",
        "extendeddata": refund.invoice_reference,
    }
    return envelope.build("transferFlooz", {"token": token, "request": request})


def fields(response: Response) -> dict[str, str]:
    """The answer's fields. HTTP 500 is their way to send a Fault. Raises Unanswered, or what a status means."""
    try:
        return envelope.read(response.body)
    except envelope.Fault:
        raise Unanswered("fault") from None
    except envelope.EnvelopeRefused:
        raise (Unanswered("unreadable") if response.status < 400 else failure(response)) from None


def judged(given: dict[str, str]) -> tuple[str, str]:
    """(verdict, reason), see statuses; ("open", "unrecognised") and an alert for a new code.

    Raises Misconfigured for what is ours to mend.
    """
    code = given.get("status", "")
    found = verdict(code, given.get("description") or given.get("message", ""))
    if found is None:
        answer.stranger(NAME, code)
        return "open", "unrecognised"
    if found[0] == "ours":
        raise Misconfigured(found[1])
    return found


def their_id(given: dict[str, str]) -> str | None:
    """Moov's own transaction id, None while there is none."""
    return given.get("referenceid", "")[:ID_MAX] or None
