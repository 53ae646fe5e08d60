"""Orange's requests, answers and notifications as they stand on the wire. Opens nothing."""

import json
from base64 import b32encode
from dataclasses import dataclass, field
from uuid import UUID

from kernel import strict_json
from kernel.egress import Response
from payments import answer
from payments.carrier import failure
from payments.contract import Charge, Declined, Misconfigured, RailError, Requested, Standing, Unanswered
from payments.orange import NAME
from payments.orange.statuses import ERRORS, TRANSACTION

TOKEN_MAX = 255  # Theirs have some 70 characters.
URL_MAX = 120  # "Getting started": return_url, cancel_url and notif_url, each.
REFERENCE_MAX = 30  # The merchant's name on the page.
PAY_TOKEN, NOTIFY_TOKEN, PAYMENT_URL, ASKED_AT = "pay_token", "notify_token", "payment_url", "asked_at"
BAD_REQUEST, CONFLICT = 400, 409


@dataclass(frozen=True, slots=True)
class Merchant:
    """What every payment of ours says of us. ``currency`` is XOF, and OUV in their sandbox only."""

    key: str = field(repr=False)
    currency: str
    reference: str
    return_url: str
    cancel_url: str
    notify_url: str

    def __post_init__(self) -> None:
        for url in (self.return_url, self.cancel_url, self.notify_url):
            if len(url) > URL_MAX:
                raise ValueError(f"Orange takes addresses of at most {URL_MAX} characters")
        if not 1 <= len(self.reference) <= REFERENCE_MAX:
            raise ValueError(f"Orange takes a merchant name of at most {REFERENCE_MAX} characters")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification: neither order nor amount nor signature. ``notify_token`` is the only key to a charge."""

    status: str
    notify_token: str = field(repr=False)
    operator_id: str


def order_id(attempt_id: str) -> str:
    """At most 30 characters, unique in Orange's whole system: the attempt's 128 bits in 26 of them."""
    return b32encode(UUID(attempt_id).bytes).decode().rstrip("=")


def payment(charge: Charge, merchant: Merchant) -> bytes:
    """POST webpayment."""
    return json.dumps(
        {
            "merchant_key": merchant.key,
            "currency": merchant.currency,
            "order_id": order_id(charge.attempt_id),
            "amount": charge.amount_xof,
            "return_url": merchant.return_url,
            "cancel_url": merchant.cancel_url,
            "notif_url": merchant.notify_url,
            "lang": "fr",
            "reference": merchant.reference,
        }
    ).encode()


def question(charge: Charge, pay_token: str) -> bytes:
    """POST transactionstatus: order, amount and pay token, or nothing is told."""
    order = order_id(charge.attempt_id)
    return json.dumps({"order_id": order, "amount": charge.amount_xof, "pay_token": pay_token}).encode()


def read_requested(response: Response, at: str, expires_s: int) -> Requested:
    """HTTP 201 with both tokens and the page. Raises RailError."""
    if response.status == CONFLICT:
        raise Declined("duplicate_order")
    if response.status not in (200, 201):
        raise refusal(response)
    fields = answer.fields(response)
    pay_token = answer.text(fields.get("pay_token"), TOKEN_MAX)
    notify_token = answer.text(fields.get("notif_token"), TOKEN_MAX)
    page = answer.text(fields.get("payment_url"), 500)
    if not (pay_token and notify_token and page):
        raise Unanswered("unreadable")
    tokens = {PAY_TOKEN: pay_token, NOTIFY_TOKEN: notify_token, PAYMENT_URL: page, ASKED_AT: at}
    return Requested(tokens, expires_s, hint=notify_token)


def read_standing(response: Response, charge: Charge) -> Standing:
    """HTTP 201 with the state. It tells no amount: they compare ours themselves. Raises RailError."""
    if response.status not in (200, 201):
        raise refusal(response)
    fields = answer.fields(response)
    word = answer.text(fields.get("status"), 40)
    state = TRANSACTION.get(word)
    if state is None:
        answer.stranger(NAME, fields.get("status"))
    # Another order's answer is an answer to another question.
    order = order_id(charge.attempt_id)
    ours = fields.get("order_id", order) == order
    standing = Standing(
        state=state or "pending",
        operator_id=answer.text(fields.get("txnid")) or None,
        reference=charge.invoice_reference if ours else "other",
        raw=word,
    )
    return answer.settled(NAME, standing)


def read_notice(body: bytes) -> Notice:
    """Raises ValueError."""
    fields = strict_json.loads(body)
    notify_token = answer.text(fields.get("notif_token"), TOKEN_MAX) if isinstance(fields, dict) else ""
    if not notify_token:
        raise ValueError("no notif_token")
    return Notice(answer.text(fields.get("status"), 40), notify_token, answer.text(fields.get("txnid")))


def refusal(response: Response) -> RailError:
    """The error of an answer that is no success, by its ``code`` where it has one."""
    code = answer.error_fields(response).get("code")
    word = ERRORS.get(code) if isinstance(code, int) else None
    if word is not None and 400 <= response.status < 500:
        return Misconfigured(word)
    return Misconfigured("bad_request") if response.status == BAD_REQUEST else failure(response)
