"""Requests to pay and payments as PI's business interface tells them ("PI - API BUSINESS" 1.0.0)."""

from datetime import UTC, datetime

from simulator import clock
from simulator.operators.numbers import number
from simulator.store import Document

STATES = {"pending": "ENVOYE", "succeeded": "IRREVOCABLE", "failed": "REJETE", "expired": "REJETE"}
ODD = "EN_EXAMEN"
# ISO 20022 reasons: AM04 is not enough money, AEXR a request past its date, CUST the payer's own no.
REASONS = {
    "funds": "AM04",
    "declined": "CUST",
    "expired": "AEXR",
    "wrong-pin": "FR01",
    "not-found": "BE23",
    "below": "AM02",
    "above": "AM02",
}
COPIED = (
    "payeurAlias", "payeAlias", "categorie", "motif", "refDocType", "refDocNumero", "dateLimitePaiement",
    "confirmation",
)  # fmt: skip


def request_to_pay(payment: Document, odd: bool = False) -> Document:
    """A demande de paiement."""
    details = payment["details"]
    body: Document = {"txId": payment["id"]}
    body |= {name: details[name] for name in COPIED if details.get(name) is not None}
    body["montant"] = payment["amount"]
    # Until the payee has confirmed what the alias search gave, nothing is sent to the payer.
    waiting = payment["state"] == "pending" and not details["sent"]
    body["statut"] = ODD if odd else "INITIE" if waiting else STATES[payment["state"]]
    if payment["reason"]:
        body["statutRaison"] = REASONS[payment["reason"]]
    body["end2endId"] = number(payment)
    body["dateDemande"] = iso(payment["created"])
    return body


def paid(payment: Document) -> Document:
    """A paiement received."""
    details = payment["details"]
    body: Document = {
        "txId": payment["id"],
        "end2endId": payment["operator_id"],
        "montant": payment["settled_amount"],
        "payeurAlias": details["payeurAlias"],
        "payeAlias": details["payeAlias"],
        "categorie": details["categorie"],
        "statut": "IRREVOCABLE",
        "dateDemande": iso(payment["created"]),
        "dateIrrevocabilite": iso(payment["settled"]),
    }
    if payment["settled_currency"] != "XOF":
        body["devise"] = payment["settled_currency"]
    if payment["refunded"]:
        body["retourStatut"] = "IRREVOCABLE"
    return body


def event(payment: Document) -> Document:
    """A webhook event about a payment."""
    good = payment["state"] == "succeeded"
    body: Document = {
        "evCode": "PAIEMENT_RECU" if good else "RTP_REJETE",
        "evDate": clock.iso(clock.now()),
        "txId": payment["id"],
        "montant": payment["settled_amount"] if good else payment["amount"],
        "client": payment["details"]["payeurAlias"],
        "alias": payment["details"]["payeAlias"],
        "end2endId": number(payment),
    }
    if payment["reason"]:
        body["motif"] = REASONS[payment["reason"]]
    return body


def iso(epoch_s: float) -> str:
    """``2026-03-04T05:06:07Z``."""
    return clock.iso(datetime.fromtimestamp(epoch_s, UTC))
