"""The shapes of requesttopay and refund: our charge in MTN's fields, MTN's answer in our words. Sends nothing."""

import json
import re
from typing import Any

from kernel.gsm import fold
from payments import answer
from payments.contract import XOF, Charge, Refund, Standing, Word
from payments.mtn.platform import Platform

LONGEST_MESSAGE = 160  # payerMessage and payeeNote
# An apostrophe is answered 400, nothing at all 500: only these leave.
SPECIAL = re.compile(r"[^A-Za-z0-9 .,-]+")
CODE = re.compile(r"[A-Z0-9_]{1,60}")
LONGEST_WORD = 40

# CREATED is in no document, and is what a charge is called for its first 50 s. Every other word (ONGOING, REJECTED,
# TIMEOUT were seen) is no verdict: ask again.
STATES: dict[str, Word] = {
    "CREATED": "pending",
    "PENDING": "pending",
    "SUCCESSFUL": "succeeded",
    "FAILED": "failed",
}
# FAILED because the payer let the time pass, which is another story to tell him.
EXPIRED = frozenset({"EXPIRED", "COULD_NOT_PERFORM_TRANSACTION", "PAYER_DELAYED"})
# No account, key, currency or address of ours: the same for every charge, whatever the HTTP status says.
OURS = frozenset(
    {"INVALID_CURRENCY", "NOT_ALLOWED", "NOT_ALLOWED_TARGET_ENVIRONMENT", "INVALID_CALLBACK_URL_HOST"}
)
# The payer's or this charge's own: permanent, though it may come as a 5xx.
DECLINED = frozenset(
    {
        "PAYER_NOT_FOUND", "PAYEE_NOT_FOUND", "NOT_ENOUGH_FUNDS", "PAYER_LIMIT_REACHED",
        "PAYEE_NOT_ALLOWED_TO_RECEIVE", "APPROVAL_REJECTED", "TRANSACTION_CANCELED",
    }
)  # fmt: skip


def charge_body(charge: Charge, platform: Platform) -> bytes:
    """requesttopay: the amount is a string, the number has no plus."""
    return _body(
        {
            "amount": str(charge.amount_xof),
            "currency": platform.currency,
            "externalId": charge.invoice_reference,
            "payer": {"partyIdType": "MSISDN", "partyId": charge.phone.lstrip("+")},
            "payerMessage": message(f"{charge.label} {charge.invoice_reference}"),
            "payeeNote": message(charge.invoice_reference),
        }
    )


def refund_body(refund: Refund, platform: Platform) -> bytes:
    """The refund of a whole or a part of a requesttopay."""
    return _body(
        {
            "amount": str(refund.amount_xof),
            "currency": platform.currency,
            "externalId": refund.invoice_reference,
            "payerMessage": message(refund.invoice_reference),
            "payeeNote": message(refund.invoice_reference),
            "referenceIdToRefund": refund.attempt_id,
        }
    )


def message(text: str) -> str:
    """``text`` as MTN takes it: no accents, apostrophes or signs, at most 160 characters, never empty."""
    plain = " ".join(SPECIAL.sub(" ", _unaccented(fold(text).text)).split())
    return plain[:LONGEST_MESSAGE].strip() or "-"


def standing(said: object, platform: Platform) -> Standing:
    """The body of a status or a callback. Raises ValueError for what is not one."""
    status = said.get("status") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(status, str):
        raise ValueError("not a status")  # noqa: TRY004 - a wrong shape of somebody else's data is a wrong value.
    word, why = status[:LONGEST_WORD], code_of(said.get("reason"))
    state = STATES.get(word, "pending")
    if word not in STATES:
        answer.stranger("mtn", word)
    payer = said.get("payer")
    return Standing(
        state="expired" if state == "failed" and why in EXPIRED else state,
        operator_id=_text(said.get("financialTransactionId")),
        amount_xof=answer.amount(said.get("amount")),
        currency=_currency(said.get("currency"), platform),
        payer=_text(payer.get("partyId")) if isinstance(payer, dict) else None,
        reference=_text(said.get("externalId")),
        reason=why,
        raw=word,
    )


def code_of(said: object) -> str | None:
    """The reason or error code: a string, or an object with ``code``, by version. "OTHER" for free text."""
    word = said.get("code") if isinstance(said, dict) else said
    if word is None:
        return None
    return word if isinstance(word, str) and CODE.fullmatch(word) else "OTHER"


def _currency(said: object, platform: Platform) -> str | None:
    """XOF when it is what this platform is set to; a sandbox's euros pass for francs there and nowhere else."""
    if said is None:
        return None
    return XOF if said == platform.currency else str(said)[:LONGEST_WORD]


def _text(said: object) -> str | None:
    """Ids come as strings, and as numbers by some versions."""
    if isinstance(said, int) and not isinstance(said, bool):
        said = str(said)
    return said if isinstance(said, str) and said else None


def _unaccented(text: str) -> str:
    return text.translate(_PLAIN)


def _body(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode()


# GSM-7 keeps some accented letters; MTN's field does not take them for certain.
_PLAIN = str.maketrans("àèéùìòÇØøÅåÆæßÉÄÖÑÜäöñü", "aeeuioCOoAaAasEAONUaonu")
