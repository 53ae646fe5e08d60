"""What a receipt posts: the operator's account against the shares of the day."""

from datetime import date
from typing import Literal

import pytest

from catalogue import accounting_loader
from payments import revenue
from payments.ledger.line import Line, check

ACCOUNTING = accounting_loader.load()
DAY = date(2026, 2, 7)


def test_a_receipt_is_split_by_the_rule_of_its_regie() -> None:
    def parts(regie: str, amount: int) -> dict[str | None, int]:
        lines = revenue.collected(
            ACCOUNTING, regie=regie, revenue_line="ml-tdrl", rail="moov", amount_xof=amount, day=DAY
        )
        check(lines)
        return {line.beneficiary: line.amount_xof for line in lines}

    assert parts("ml-sikasso", 875) == {
        None: 875, "commune-sikasso": -700, "cercle-sikasso": -131, "region-sikasso": -44,
    }  # fmt: skip
    assert parts("ml-bamako-c1", 3000) == {None: 3000, "commune-bamako-c1": -2400, "district-bamako": -600}
    assert parts("ml-sikasso", 1) == {None: 1, "commune-sikasso": -1}


def test_money_for_no_debt_waits_on_an_account_of_its_own() -> None:
    roles: tuple[Literal["suspense", "credit"], ...] = ("suspense", "credit")
    for role in roles:
        assert revenue.held(
            ACCOUNTING,
            country="BJ",
            rail="mtn",
            amount_xof=500,
            day=DAY,
            role=role,
        ) == (
            Line(ACCOUNTING.account("BJ", "operator", DAY, "mtn"), 500),
            Line(ACCOUNTING.account("BJ", role, DAY), -500),
        )


def test_what_the_accounting_does_not_know_is_not_posted() -> None:
    known = {"regie": "ml-sikasso", "revenue_line": "ml-tdrl", "rail": "moov"}
    for wrong in ({"regie": "x"}, {"revenue_line": "x"}, {"rail": "mtn"}):
        with pytest.raises(LookupError):
            revenue.collected(ACCOUNTING, amount_xof=875, day=DAY, **{**known, **wrong})
    with pytest.raises(LookupError):
        revenue.collected(ACCOUNTING, amount_xof=875, day=date(2019, 7, 31), **known)
