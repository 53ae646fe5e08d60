"""Account: one line of the chart of accounts, by the role it plays. Codes are data: none stands in Python."""

from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from catalogue.accounting_dated import AccountCode, Dated, Label, RailName
from catalogue.service import Country

# operator: money that a mobile-money operator owes us; treasury: paid over to the Treasury; revenue:
# collected; third_party: shares of others; suspense: money without a known debt ("recettes a classer");
# credit: paid too much, the payer's; refund: on its way back to a payer; fee: what operators took.
Role = Literal["operator", "treasury", "revenue", "third_party", "suspense", "credit", "refund", "fee"]


class Account(Dated):
    """``rail`` names the operator whose money it holds: for the role operator, and for no other."""

    code: AccountCode
    country: Country
    role: Role
    rail: RailName | None = None
    label: Label

    @model_validator(mode="after")
    def _of_a_rail(self) -> "Account":
        if (self.role == "operator") != (self.rail is not None):
            raise PydanticCustomError("account", "an account of an operator names its rail, no other does")
        return self
