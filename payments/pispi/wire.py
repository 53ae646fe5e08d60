"""PI-SPI's requests and answers as they stand on the wire. Opens nothing."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

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
from payments.pispi import NAME
from payments.pispi.statuses import DUPLICATE, REASON, REASONS, REQUEST, RETURN

REQUESTS = "/demandes-paiements"
CATEGORY = "401"  # "Autres demandes de paiement de facture".
DOCUMENT = "CINV"
REASON_MAX = 140  # motif
END_TO_END = "end2end_id"


def tx_id(attempt_id: str) -> str:
    """At most 35 characters, unique among ours: the attempt without its four dashes."""
    return UUID(attempt_id).hex


def attempt_of(tx: str) -> str | None:
    """The attempt that a ``txId`` names, None when it is not one of ours."""
    try:
        return str(UUID(hex=tx)) if len(tx) == 32 else None
    except ValueError:
        return None


def demand(charge: Charge, alias: str, until: datetime) -> bytes:
    """POST REQUESTS: straight to the payer, who is named by his phone, until ``until``."""
    limit = until.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return json.dumps(
        {
            "txId": tx_id(charge.attempt_id),
            "confirmation": False,
            "categorie": CATEGORY,
            "payeurAlias": charge.phone,
            "payeAlias": alias,
            "montant": charge.amount_xof,
            "dateLimitePaiement": limit,
            "dateLimiteReponse": limit,
            "motif": charge.label[:REASON_MAX],
            "refDocType": DOCUMENT,
            "refDocNumero": charge.invoice_reference,
        },
        ensure_ascii=False,
    ).encode()


def of_request(attempt_id: str) -> str:
    """GET one request."""
    return f"{REQUESTS}/{tx_id(attempt_id)}"


def of_payment(end_to_end: str, act: str) -> str:
    """GET ``/statuts``, or PUT ``/retours``, of one payment."""
    return f"/paiements/{quote(end_to_end, safe='')}{act}"


def page(since: datetime, number: int, size: int) -> str:
    """GET the payments that became irrevocable since then: what a day is reconciled with."""
    query = {
        "dateIrrevocabilite[gte]": since.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "statut": "IRREVOCABLE",
        "page": str(number),
        "size": str(size),
    }
    return f"/paiements?{urlencode(query)}"


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
    ours = fields.get("txId", tx_id(charge.attempt_id)) == tx_id(charge.attempt_id)
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
