"""What a receipt of money posts: the lines of double entry by the accounting of its day. Posts nothing."""

from datetime import date
from typing import Literal

from catalogue.accounting_plan import Accounting
from payments.ledger.line import Line
from payments.revenue.split import Share, split


def collected(
    accounting: Accounting,
    *,
    regie: str,
    revenue_line: str,
    rail: str,
    amount_xof: int,
    day: date,
) -> tuple[Line, ...]:
    """Money for a debt: the operator owes it, the revenue account has it, one line a beneficiary.

    ``day`` is the day of the receipt in the regie's country: a share that changes later changes nothing here.
    Raises LookupError for a regie, line, rail or day that the accounting data do not know.
    """
    account = accounting.lines[revenue_line].account
    parts = accounting.shares_on(revenue_line, regie, day)
    divided = split(amount_xof, [Share(name, weight) for name, weight in parts.items()])
    # Of one franc some beneficiaries get nothing: an entry is never zero.
    credited = tuple(Line(account, -part, revenue_line, name) for name, part in divided.items() if part)
    return (_owed(accounting, accounting.regies[regie].country, rail, amount_xof, day), *credited)


def held(
    accounting: Accounting,
    *,
    country: str,
    rail: str,
    amount_xof: int,
    day: date,
    role: Literal["suspense", "credit"],
) -> tuple[Line, ...]:
    """Money for no debt: "suspense" when nobody knows what for, "credit" when somebody paid too much."""
    return (
        _owed(accounting, country, rail, amount_xof, day),
        Line(accounting.account(country, role, day), -amount_xof),
    )


def _owed(accounting: Accounting, country: str, rail: str, amount_xof: int, day: date) -> Line:
    return Line(accounting.account(country, "operator", day, rail), amount_xof)
