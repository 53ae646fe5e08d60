"""Whether the operator's "paid" is the payment we asked for. Money that is not is nobody's until a person looks."""

from kernel.phone import PhoneRefused, parse
from payments.contract import XOF, Capabilities, Charge, Standing
from payments.money import sound_id


def mismatch(charge: Charge, said: Standing, can: Capabilities) -> str | None:
    """operator_id, amount, currency, reference or payer: the first that differs. None when all agree.

    What the operator does not say is not compared, but its own transaction id must be there: without it the
    same money could be taken for new once more. The payer is compared where we chose whom to prompt.
    """
    if said.operator_id is None or not sound_id(said.operator_id):
        return "operator_id"
    if said.amount_xof is not None and said.amount_xof != charge.amount_xof:
        return "amount"
    if said.currency is not None and said.currency != XOF:
        return "currency"
    if said.reference is not None and said.reference not in (charge.invoice_reference, charge.attempt_id):
        return "reference"
    if can.push and said.payer is not None and not same_phone(said.payer, charge.phone):
        return "payer"
    return None


def same_phone(said: str, ours: str) -> bool:
    """Whether an operator's spelling (no plus, Benin's old eight digits) is our E.164 number."""
    try:
        return parse(said) == ours
    except PhoneRefused:
        return said.lstrip("+") == ours.lstrip("+")
