"""The ledger: append-only double entry that sums to zero, sealed in a hash chain after commit."""

from payments.ledger import triggers as triggers
from payments.ledger.balances import balance
from payments.ledger.chain import head, seal_chain
from payments.ledger.line import Line, PostingRefused
from payments.ledger.posting import AlreadyReversed, post, reverse
from payments.ledger.verification import Broken, export, verify, verify_file

__all__ = [
    "AlreadyReversed",
    "Broken",
    "Line",
    "PostingRefused",
    "balance",
    "export",
    "head",
    "post",
    "reverse",
    "seal_chain",
    "verify",
    "verify_file",
]
