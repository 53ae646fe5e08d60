"""The operator's own account book: whose francs it really took, whatever it told anybody. The truth of the proof."""

from dataclasses import dataclass, field
from datetime import datetime

OPENING_XOF = 1_000_000


@dataclass
class Transaction:
    """One debit of a payer. ``subject`` is the invoice it was for, ``back`` that the payer has it again."""

    id: str
    rail: str
    subject: str
    reference: str | None
    payer: str
    amount_xof: int
    at: datetime
    back: bool = False


@dataclass
class AccountBook:
    """``taken`` by the transaction's id; ``balances`` by payer."""

    taken: dict[str, Transaction] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    prefix: str = "T"

    def debit(
        self, rail: str, subject: str, reference: str | None, payer: str, amount_xof: int, at: datetime
    ) -> Transaction:
        """Take ``amount_xof`` from the payer's account."""
        self.balances[payer] = self.balances.get(payer, OPENING_XOF) - amount_xof
        one = Transaction(
            f"{self.prefix}-{len(self.taken) + 1}", rail, subject, reference, payer, amount_xof, at
        )
        self.taken[one.id] = one
        return one

    def give_back(self, transaction: Transaction) -> None:
        """A reversal by the operator itself."""
        transaction.back = True
        self.balances[transaction.payer] += transaction.amount_xof

    def debited(self, payer: str) -> int:
        """What left the payer's account in all."""
        return OPENING_XOF - self.balances.get(payer, OPENING_XOF)
