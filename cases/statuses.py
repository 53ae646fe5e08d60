"""What administrations call our states: the words of GovStack Registration 0.1.1, brought to ours."""

from collections.abc import Mapping

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


def state_told(report: Report) -> str | None:
    """Our state for what the administration says, None for words that no table has."""
    return None if report.status is None else STATE_OF_GOVSTACK.get((report.status, report.stage))
