"""One line of a journal row: so many francs on one account. Knows no database."""

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.money import LARGEST

# One receipt has an operator's account, a fee and one line a beneficiary (4 levels of local government):
# twenty leave room and bound a row.
LINES_MIN, LINES_MAX = 2, 20
LONGEST_CODE = 60


class PostingRefused(ValueError):
    """The lines are not double entry: a fault in our code or data. Permanent."""

    retry = False


@dataclass(frozen=True, slots=True)
class Line:
    """``amount_xof`` is signed: debit above zero, credit below, never zero.

    ``revenue_line`` names the budget line that a credit belongs to, ``beneficiary`` whose share it is.
    """

    account: str
    amount_xof: int
    revenue_line: str | None = None
    beneficiary: str | None = None


def check(lines: Sequence[Line]) -> None:
    """Raises PostingRefused unless there are 2 to 20 lines which sum to zero: double entry."""
    if not LINES_MIN <= len(lines) <= LINES_MAX:
        raise PostingRefused(f"a journal row has {LINES_MIN} to {LINES_MAX} lines")
    for line in lines:
        if not isinstance(line.amount_xof, int) or isinstance(line.amount_xof, bool):
            raise PostingRefused("an amount is a whole number of francs")
        if line.amount_xof == 0 or abs(line.amount_xof) > LARGEST:
            raise PostingRefused("an amount is not zero and has at most 12 digits")
        codes = (line.account, line.revenue_line or "-", line.beneficiary or "-")
        if not all(1 <= len(code) <= LONGEST_CODE for code in codes):
            raise PostingRefused(f"a code has 1 to {LONGEST_CODE} characters")
    if sum(line.amount_xof for line in lines):
        raise PostingRefused("the lines do not sum to zero")
