"""Why money goes back, as a list: with the invoice and the receipt it is the key under which a refund is asked once."""

from payments.refunds.tables import LONGEST_CAUSE

# Words in ``money.cause.<cause>``. A refused request stays refused: for the same money another cause is another file.
CAUSES = ("paid_twice", "too_much", "not_due", "not_delivered", "mistaken_service", "decision")


def key_of(cause: str, reference: str, receipt_id: str) -> str:
    """The cause as payments/refunds keeps it; ``guichet refund`` begins its own with "invoice"."""
    return f"{cause}:{reference}:{receipt_id}"[:LONGEST_CAUSE]


def cause_of(key: str) -> str:
    """The cause of the list, "other" for one of the command line."""
    cause = key.partition(":")[0]
    return cause if cause in CAUSES else "other"
