"""The one table that says what a moment does."""

from collections.abc import Callable, Mapping

from gateway.demo.month import (
    books,
    casework,
    desk,
    looking,
    loose_ends,
    messages,
    paying,
    sessions,
    staff_days,
)
from gateway.demo.month.moment import Moment
from gateway.demo.month.town import Town

Act = Callable[[Town, Moment], None]

ACTS: Mapping[str, Act] = {
    "hand_in": casework.hand_in,
    "move": casework.move,
    "owe": paying.owe,
    "pay": paying.pay,
    "ask": paying.ask,
    "receive": desk.receive,
    "match": desk.match,
    "release": desk.release,
    "claim": desk.claim,
    "ask_refund": desk.ask_refund,
    "decide_refund": desk.decide_refund,
    "statement": books.import_statement,
    "differing_statement": books.import_with_differences,
    "explain": books.explain,
    "close_days": books.close_days,
    "dial": sessions.dial,
    "write_in": messages.write_in,
    "look": looking.look,
    "present": looking.present,
    "propose_paper": looking.propose,
    "decide_paper": looking.decide,
    "log_in": staff_days.log_in,
    "log_out": staff_days.log_out,
    "mistype": staff_days.mistype,
    "park": loose_ends.park,
    "file_what_is_open": loose_ends.file_what_is_open,
    "renew_registers": loose_ends.renew_registers,
    "sum_anew": loose_ends.sum_anew,
    "sum_more": loose_ends.sum_more,
}
