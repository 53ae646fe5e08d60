"""How a payment begins in a wired gateway: an invoice, and the prompt on the payer's phone."""

from kernel import clock
from payments.attempts.starting import start
from tests.conversation.test_paying_for_real import Town


def prompted(town: Town, phone: str, amount_xof: int) -> tuple[str, str]:
    """The invoice, and the attempt that the operator has taken."""
    guichet, invoice = town.guichet, town.owes(phone, amount_xof)
    with guichet.database.transaction() as connection:
        attempt = start(
            connection, guichet.keyring, guichet.treasury.rails, invoice_id=invoice.id, rail="mtn", phone=phone,
            amount_xof=amount_xof, at=clock.now(),
        )  # fmt: skip
    town.work()
    return invoice.id, attempt
