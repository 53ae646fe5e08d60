"""What others call our states: tables from the words of GovStack, Open311 and PNS to ours, and back.

GovStack Registration 0.1.1; Open311 GeoReport v2; the decisions of Benin's PNS back offices.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backends.contract import Report

# (status, stage) of an administration's report -> our state. A pair that contradicts itself is in no row.
STATE_OF_GOVSTACK: Mapping[tuple[str, str], str] = {
    ("PENDING", ""): "en_verification",
    ("PENDING", "verification"): "en_verification",
    ("PENDING", "rdv"): "rdv",
    ("PENDING", "signature"): "en_signature",
    ("SENDBACK", ""): "complement",
    ("SENDBACK", "complement"): "complement",
    ("APPROVED", ""): "disponible",
    ("APPROVED", "disponible"): "disponible",
    ("REJECTED", ""): "rejetee",
    ("REJECTED", "rejet"): "rejetee",
}

STATE_OF_PNS: Mapping[str, str] = {
    "updaterequest": "complement",
    "program": "rdv",
    "preview": "en_signature",
    "agreement_reached": "en_signature",
    "accepted": "disponible",
    "rejected": "rejetee",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One of our states as others write it; ``ended`` closes an application without a final status."""

    govstack: str
    open311: str
    pns: str | None = None
    ended: bool = False


SHOWN: Mapping[str, Shown] = {
    "deposee": Shown("PENDING", "open"),
    "a_payer": Shown("PENDING", "open"),
    "en_verification": Shown("PENDING", "open"),
    "complement": Shown("SENDBACK", "open", "updaterequest"),
    "rdv": Shown("PENDING", "open", "program"),
    "en_signature": Shown("PENDING", "open", "preview"),
    "disponible": Shown("APPROVED", "closed", "accepted"),
    "rejetee": Shown("REJECTED", "closed", "rejected"),
    "retiree": Shown("APPROVED", "closed", ended=True),
    "expiree": Shown("REJECTED", "closed", ended=True),
    "annulee": Shown("REJECTED", "closed", ended=True),
    "remboursee": Shown("REJECTED", "closed", ended=True),
}


def state_told(report: Report) -> str | None:
    """Our state for what the administration says, None for words that no table has."""
    return None if report.status is None else STATE_OF_GOVSTACK.get((report.status, report.stage))
