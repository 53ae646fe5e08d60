"""What a line of a statement can turn out to be, and which of them are differences."""

from collections.abc import Mapping

# In the order in which a report shows them.
CLASSES: Mapping[str, str] = {
    "matched": "known to both, same amount",
    "amount": "known to both, the amounts differ",
    "ours_only": "ours, not on the statement",
    "theirs_only": "on the statement, unknown to us until now",
    "duplicate": "the same movement twice",
    "reversed": "taken back by the operator",
    "refund": "given back by us",
    "fee": "kept by the operator",
    "payout": "paid over to the Treasury",
    "credit": "arrived at the Treasury",
    "currency": "in another currency: booked by nobody",
    "unknown": "a kind of line that the profile does not know",
    "known": "read before, in another file",
}
# A line of these is a difference between them and us when it is found, and stands until it is resolved.
DIFFERENT = frozenset({"amount", "ours_only", "theirs_only", "duplicate", "reversed", "currency", "unknown"})
# These wait for their other half (our refund, the Treasury's credit) without being wrong.
WAITING = frozenset({"refund", "payout", "credit"})
# What keeps a statement from being done with until it is resolved or explained by two persons.
EXPLAINABLE = DIFFERENT | {"refund"}
