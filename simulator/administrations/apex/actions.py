"""What an officer can do with a file, as a table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """What an officer can do: the button, where it leads, from which stages, and what must be said."""

    label: str
    stage: str
    status: str
    from_stages: tuple[str, ...]
    needs: str = ""


OPEN_STAGES = ("verification", "complement", "rdv", "signature")
ACTIONS = {
    "complement": Action("Demander une pièce", "complement", "SENDBACK", ("verification",), "comment"),
    "verification": Action("Pièce reçue, reprendre", "verification", "PENDING", ("complement",)),
    "rdv": Action("Fixer un rendez-vous", "rdv", "PENDING", ("verification",), "when"),
    "signature": Action("Mettre à la signature", "signature", "PENDING", ("verification", "rdv")),
    "disponible": Action("Signer et délivrer", "disponible", "APPROVED", ("verification", "signature")),
    "rejet": Action("Rejeter", "rejet", "REJECTED", OPEN_STAGES, "comment"),
}
