"""Our requests as PI-SPI's wire has them: paths and the request to pay. Opens nothing."""

import json
from datetime import datetime
from urllib.parse import quote, urlencode
from uuid import UUID

from payments.contract import Charge

API = "/piz/v1"
TOKEN = "/oauth2/token"  # noqa: S105 - a path.
REQUESTS = "/demandes-paiements"
CATEGORY = "401"  # "Autres demandes de paiement de facture".
DOCUMENT = "CINV"
REASON_MAX = 140  # motif


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
