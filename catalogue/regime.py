"""Regime: the rules under which a certificate of origin is made out, as of any day. Not how the paper is drawn."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from catalogue.accounting_dated import Dated, Label
from catalogue.prohibition import RegimeCode
from catalogue.question import Name, Value

COLUMNS = 12  # a row of boxes fills twelve columns, as printers divide a form
MOST_BOXES = 24
MOST_CRITERIA = 12
MONTHS_MAX = 24  # the longest known, ZLECAf, is 12
TALLEST_BOX_MM = 60


class Criterion(BaseModel):
    """What the box of the criterion says. ``meets`` is the exporter's answer that it stands for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(strict=True, pattern=r"^[A-Z]{1,4}$")]
    label: Label
    meets: Value


class Box(BaseModel):
    """One numbered box. ``fields`` are of the kind of document; without any it is filled by hand.

    ``columns`` of twelve, ``mm`` its height. ``stamp`` marks the place of a seal, far from the symbol.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[StrictInt, Field(ge=1, le=MOST_BOXES)]
    label: Label
    fields: Annotated[tuple[Name, ...], Field(max_length=4)] = ()
    columns: Annotated[StrictInt, Field(ge=2, le=COLUMNS)]
    mm: Annotated[StrictInt, Field(ge=8, le=TALLEST_BOX_MM)]
    stamp: StrictBool = False


class Regime(Dated):
    """``months`` is how long a certificate serves, None: nobody says. ``tint`` is the paper's colour.

    ``products_max`` goods stand on one certificate; ``copies`` is the rule of originals and copies, printed below.
    """

    code: RegimeCode
    name: Label
    title: Label
    tint: Annotated[str, Field(strict=True, pattern=r"^#[0-9a-f]{6}$")]
    months: Annotated[StrictInt, Field(ge=1, le=MONTHS_MAX)] | None
    products_max: Annotated[StrictInt, Field(ge=1, le=20)]
    copies: Label
    declaration: Annotated[str, Field(strict=True, min_length=1, max_length=300)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=MOST_CRITERIA)]
    boxes: Annotated[tuple[Box, ...], Field(min_length=1, max_length=MOST_BOXES)]

    @model_validator(mode="after")
    def _drawable(self) -> "Regime":
        if [box.number for box in self.boxes] != list(range(1, len(self.boxes) + 1)):
            raise PydanticCustomError("regime", "boxes are numbered 1, 2, 3... in their order")
        filled = 0
        for box in self.boxes:
            filled = filled % COLUMNS + box.columns
            if filled > COLUMNS:
                raise PydanticCustomError("regime", "a row of boxes fills twelve columns")
        if filled != COLUMNS:
            raise PydanticCustomError("regime", "the last row of boxes is not full")
        if len({criterion.code for criterion in self.criteria}) < len(self.criteria):
            raise PydanticCustomError("regime", "a criterion is there twice")
        return self

    def criterion(self, answer: str) -> Criterion | None:
        """By its own code, or the only one that the answer stands for; None when an officer has to choose."""
        exact = [criterion for criterion in self.criteria if criterion.code == answer]
        meant = [criterion for criterion in self.criteria if criterion.meets == answer]
        found = exact or meant
        return found[0] if len(found) == 1 else None
