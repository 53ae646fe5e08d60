"""Service: what one administration does for a citizen, its fee over time, its questions, its papers."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from catalogue.question import Question
from catalogue.text import Text

Country = Literal["ML", "BJ"]
Day = Annotated[date, Field(strict=True)]  # else a bare number is taken for seconds since 1970
Line = Annotated[str, Field(strict=True, min_length=1, max_length=500)]  # a sourced sentence, read by staff
ServiceCode = Annotated[str, Field(strict=True, pattern=r"^(ML|BJ)(-[A-Z0-9]+){1,3}$", max_length=20)]

FIRST_NUMBER, LAST_NUMBER = 10, 97  # two digits; 1 to 9 are menu choices, 98 is "more", 0 and 00 go back
MOST_QUESTIONS = 12  # at 8 to 10 s an answer, twelve fill the 120 s that operators give a session
MOST_REQUIREMENTS = 12
HIGHEST_FEE_XOF = 1_000_000  # the dearest fee found is 65 000 F: above this a zero too many is likelier
LONGEST_DELAY_H = 24 * 365


class Fee(BaseModel):
    """What the state takes between two days, both included. ``amount_xof`` None: only the counter knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount_xof: Annotated[StrictInt, Field(ge=0, le=HIGHEST_FEE_XOF)] | None
    valid_from: Day
    valid_to: Day | None = None
    source: Line

    @model_validator(mode="after")
    def _forward(self) -> "Fee":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise PydanticCustomError("fee", "valid_to is before valid_from")
        return self

    def covers(self, day: date) -> bool:
        """Whether this fee applies on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Delay(BaseModel):
    """How long it takes: ``hours`` None when nobody publishes it; ``text`` is what the citizen reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: Annotated[StrictInt, Field(ge=0, le=LONGEST_DELAY_H)] | None
    text: Text
    source: Line


class Service(BaseModel):
    """One service. ``number`` is dialled (``*384*17#``) and stays this service's for ever.

    ``deposit`` is "open" when the request is made on the phone, "counter" when the phone only tells the
    fee, the delay, the papers to bring and where. ``validity`` says how long the document serves.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[StrictInt, Field(ge=FIRST_NUMBER, le=LAST_NUMBER)]
    code: ServiceCode
    country: Country
    administration: Line
    title: Text
    summary: Text
    legal_basis: Line
    questions: Annotated[tuple[Question, ...], Field(max_length=MOST_QUESTIONS)]
    fees: Annotated[tuple[Fee, ...], Field(min_length=1)]
    document: Text
    delay: Delay
    requirements: Annotated[tuple[Text, ...], Field(max_length=MOST_REQUIREMENTS)]
    deposit: Literal["open", "counter"]
    validity: Text | None = None

    def fee_on(self, day: date) -> Fee | None:
        """The fee of ``day`` (a calendar day of the service's country), None when the catalogue has none."""
        return next((fee for fee in self.fees if fee.covers(day)), None)
