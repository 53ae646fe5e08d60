"""What Moov's merchant service can do, by the name in the envelope."""

from collections.abc import Callable

from simulator.operators.moov.accounts import account_status, balance
from simulator.operators.moov.codes import Fields, Result
from simulator.operators.moov.push import push, push_with_pending, status
from simulator.operators.moov.transfer import transfer

OPERATIONS: dict[str, Callable[[Fields], Result]] = {
    "PushWithPending": push_with_pending,
    "Push": push,
    "getTransactionStatusImmediate": status,
    "getTransactionStatus": status,
    "transferFlooz": transfer,
    "getBalance": balance,
    "getMobileAccountStatus": account_status,
}
