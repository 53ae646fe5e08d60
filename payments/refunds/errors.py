"""Why money does not go back, by what the caller does next."""

from kernel import money

WORDS = {
    "receipt": "no such money",
    "reference": "no payment has this reference",
    "amount": "the amount is not above zero",
    "balance": "more than what is left to give back",
    "part": "what paid an invoice goes back whole, since its quittance is voided",
    "cause": "this cause has its refund, of another amount",
    "state": "the refund is not in a state for this",
    "disposition": "the money was given back or taken back already",
    "credit": "it was paid from a credit: the money it came from is given back instead",
    "payer": "the account it came from is not known",
    "owner": "the credit belongs to another phone",
    "invoice": "the invoice is not open, or of another country",
}


class NotRefundable(ValueError):
    """Nothing was written. ``reason_code`` is a key of WORDS; ``left_xof`` what could go back."""

    retry = False

    def __init__(self, reason_code: str, left_xof: int | None = None) -> None:
        left = "" if left_xof is None else f" ({money.show(left_xof)})"
        super().__init__(WORDS[reason_code] + left)
        self.reason_code = reason_code
        self.left_xof = left_xof
