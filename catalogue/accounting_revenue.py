"""Revenue line: the budget line a receipt belongs to, and how what is collected on it is shared."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from catalogue.accounting_dated import AccountCode, Code, Dated, Label
from catalogue.administration import AdministrationCode
from catalogue.service import FIRST_NUMBER, HIGHEST_FEE_XOF, LAST_NUMBER, Country

WHOLE = 100  # shares are written in hundredths, as the texts do
MOST_SHARES = 10

ServiceNumber = Annotated[StrictInt, Field(ge=FIRST_NUMBER, le=LAST_NUMBER)]


class RevenueLine(Dated):
    """``account`` is credited by the regies of ``administration``; ``services`` are those whose fee it is."""

    code: Code
    country: Country
    administration: AdministrationCode
    label: Label
    account: AccountCode
    services: tuple[ServiceNumber, ...] = ()


class Shares(Dated):
    """Who gets how many hundredths of ``line`` in ``regies``; without these, in all that have no own rule."""

    line: Code
    regies: tuple[Code, ...] = ()
    parts: Annotated[
        Mapping[Code, Annotated[StrictInt, Field(ge=1, le=WHOLE)]],
        Field(min_length=1, max_length=MOST_SHARES),
    ]

    @model_validator(mode="after")
    def _adds_up(self) -> "Shares":
        total = sum(self.parts.values())
        if total != WHOLE:
            raise PydanticCustomError(
                "shares", "shares add up to {total}, not {whole}", {"total": total, "whole": WHOLE}
            )
        return self


class Tariff(Dated):
    """What ``line`` costs in ``locality``, a person and a year."""

    line: Code
    locality: Code
    amount_xof: Annotated[StrictInt, Field(ge=1, le=HIGHEST_FEE_XOF)]
