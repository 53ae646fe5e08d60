"""What a mobile-money operator takes from the payer on top of a payment, by amount."""

from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from catalogue.accounting_dated import Dated, RailName
from catalogue.service import Country

# BCEAO Instruction 008-05-2015 art. 31: 2 000 000 F of e-money is the most an identified client may hold.
HIGHEST_XOF = 2_000_000
MOST_BANDS = 30
THOUSAND = 1000


class Band(BaseModel):
    """For amounts up to ``up_to_xof``: a fixed sum, and so many thousandths rounded up to a franc."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    up_to_xof: Annotated[StrictInt, Field(ge=1, le=HIGHEST_XOF)]
    fixed_xof: Annotated[StrictInt, Field(ge=0, le=HIGHEST_XOF)] = 0
    permille: Annotated[StrictInt, Field(ge=0, le=THOUSAND)] = 0


class OperatorFee(Dated):
    """The published tariff of ``rail`` in ``country``: bands that go up."""

    rail: RailName
    country: Country
    bands: Annotated[tuple[Band, ...], Field(min_length=1, max_length=MOST_BANDS)]

    @model_validator(mode="after")
    def _up(self) -> "OperatorFee":
        if any(lower.up_to_xof >= upper.up_to_xof for lower, upper in pairwise(self.bands)):
            raise PydanticCustomError("bands", "each band goes further than the one before")
        return self

    def fee(self, amount_xof: int) -> int:
        """Francs on top of ``amount_xof``. Raises LookupError above the last band: nobody published it."""
        band = next((band for band in self.bands if amount_xof <= band.up_to_xof), None)
        if band is None:
            raise LookupError("no band for this amount")
        return band.fixed_xof - (-amount_xof * band.permille // THOUSAND)
