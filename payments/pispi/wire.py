"""PI-SPI's answers as they stand on the wire, read into our words. Our requests are in `asking.py`."""

from dataclasses import replace
from typing import Any

from kernel.egress import Response
from payments import answer
from payments.carrier import failure
from payments.contract import (
    XOF,
    Charge,
    Declined,
    Misconfigured,
    RailError,
    Requested,
    Standing,
    Unanswered,
    Word,
)
from payments.pispi import NAME, asking
from payments.pispi.statuses import DUPLICATE, REASON, REASONS, REQUEST, RETURN

END_TO_END = "end2end_id"


def read_requested(response: Response, expires_s: int) -> Requested:
    """A rejection comes with HTTP 200 or 201 too. DU03 is a request that was taken before. Raises RailError."""
    if response.status not in (200, 201, 202):
        raise refusal(response)
    fields = answer.fields(response)
    state, reason = _word(fields.get("statut"), REQUEST), _reason(fields.get("statutRaison"))
    if state == "failed" and reason != DUPLICATE:
        raise Declined(reason or "rejected")
    end_to_end = answer.text(fields.get("end2endId"), 35)
    return Requested({END_TO_END: end_to_end} if end_to_end else {}, expires_s)


def read_standing(response: Response, charge: Charge) -> Standing:
    """One request as it stands. Raises RailError."""
    if response.status != 200:
        raise refusal(response)
    fields = answer.fields(response)
    state, reason = _word(fields.get("statut"), REQUEST), _reason(fields.get("statutRaison"))
    if state == "failed":
        state = REASON.get(reason, state)
    # The consultation of version 1.0.0 leaves out the id that the creation gave.
    end_to_end = answer.text(fields.get("end2endId"), 35) or charge.tokens.get(END_TO_END)
    ours = fields.get("txId", asking.tx_id(charge.attempt_id)) == asking.tx_id(charge.attempt_id)
    standing = Standing(
        state=state,
        operator_id=end_to_end if state == "succeeded" else None,
        amount_xof=answer.amount(fields.get("montant")),
        # The scheme knows no other currency.
        currency=XOF,
        payer=answer.text(fields.get("payeurAlias"), 50) or None,
        reference=charge.invoice_reference if ours else "other",
        reason=reason or None,
        raw=answer.text(fields.get("statut"), 40),
    )
    return answer.settled(NAME, standing)


def read_paid(response: Response, said: Standing) -> Standing:
    """The request's standing with what was really paid. A payment that is not listed yet leaves it as it is."""
    if response.status == 404:
        return said
    if response.status != 200:
        raise refusal(response)
    fields = answer.fields(response)
    currency = answer.text(fields.get("devise"), 3) or XOF
    return replace(said, amount_xof=answer.amount(fields.get("montant")), currency=currency)


def read_return(response: Response, end_to_end: str) -> Standing:
    """``retourStatut`` of a payment; without one, the return was never asked for. Raises RailError."""
    if response.status != 200:
        raise refusal(response)
    fields = answer.fields(response)
    word = answer.text(fields.get("retourStatut"), 40)
    if not word:
        return Standing("absent")
    state = _word(word, RETURN)
    reason = _reason(fields.get("retourStatutRaison")) or None
    return Standing(state, end_to_end if state == "succeeded" else None, reason=reason, raw=word)


def refusal(response: Response) -> RailError:
    """The error of an answer that is no success (RFC 7807, whose sentences are not kept)."""
    if response.status in (400, 422):
        return Misconfigured("invalid")
    return Unanswered("not_found") if response.status == 404 else failure(response)


def _word(value: Any, table: dict[str, Word]) -> Word:  # noqa: ANN401 - any JSON value may stand there.
    word = table.get(answer.text(value, 40))
    if word is None:
        answer.stranger(NAME, value)
    return word or "pending"


def _reason(value: object) -> str:
    """An ISO code that we know, "other" for one that we do not, "" without any."""
    code = answer.text(value, 10)
    return code if code in REASONS or not code else "other"
