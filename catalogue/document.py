"""DocumentKind: one kind of sealed paper as data: what it shows, what its seal says, for how long. Draws nothing."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from catalogue.accounting_dated import Code, Label
from catalogue.question import Name
from catalogue.regime import MONTHS_MAX
from catalogue.service import Country, Line

MOST_FIELDS = 24
MOST_LABELS = 20
# Form: how an answer is printed and sealed. See verification.kinds for each.
Form = Literal["text", "number", "francs", "date", "hs6", "code", "criterion"]
# An attribute of the sealed document, or a number of MOSIP claim 169 ("civil.4").
Seal = Annotated[str, Field(strict=True, pattern=r"^([a-z][a-z0-9_]{1,29}|civil\.[1-9][0-9]?)$")]
LabelOf = Annotated[str, Field(strict=True, max_length=60)]


class DocumentField(BaseModel):
    """One thing on the paper, from the answer of the same name unless ``answer`` names another, or a fixed ``value``.

    ``labels`` turns a choice into words, ``sealed_as`` into the number that is sealed. ``seal`` says where it stands
    in the token; without it the paper alone shows it. ``wide`` takes a whole line, ``strong`` is set larger.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    label: Label
    form: Form = "text"
    answer: Name | None = None
    value: Label | None = None
    unit: Annotated[str, Field(strict=True, max_length=12)] = ""
    labels: Annotated[Mapping[str, LabelOf], Field(max_length=MOST_LABELS)] = Field(default_factory=dict)
    sealed_as: Annotated[Mapping[str, StrictInt], Field(max_length=MOST_LABELS)] = Field(default_factory=dict)
    seal: Seal | None = None
    optional: StrictBool = False
    wide: StrictBool = False
    strong: StrictBool = False

    @property
    def source(self) -> str:
        """The answer it is made of."""
        return self.answer or self.name


class Office(BaseModel):
    """Who issues it in one country: the lines below the state's name, and the issuer that the key is bound to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ministry: Label
    name: Label
    issuer: Annotated[str, Field(strict=True, pattern=r"^(ML|BJ)-[A-Z0-9-]{2,20}$")]
    signatory: Label


class DocumentKind(BaseModel):
    """``regime`` names the field that chooses the form's boxes and its validity; else ``months`` (None: no end).

    ``spill``: sealed fields in the order in which they give way to a digest when the symbol has no room for all.
    ``notice`` is printed below the fields. ``one_use``: a second presentation raises an alarm.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    doc_type: Annotated[StrictInt, Field(ge=1, le=99)]
    title: Label
    lead: Annotated[str, Field(strict=True, max_length=300)] = ""
    notice: Annotated[str, Field(strict=True, max_length=300)] = ""
    offices: Annotated[Mapping[Country, Office], Field(min_length=1)]
    services: Annotated[tuple[StrictInt, ...], Field(max_length=90)] = ()
    regime: Name | None = None
    months: Annotated[StrictInt, Field(ge=1, le=MONTHS_MAX)] | None = None
    one_use: StrictBool = False
    source: Line
    fields: Annotated[tuple[DocumentField, ...], Field(min_length=1, max_length=MOST_FIELDS)]
    spill: Annotated[tuple[Seal, ...], Field(max_length=MOST_FIELDS)] = ()

    @model_validator(mode="after")
    def _coherent(self) -> "DocumentKind":
        names = [field.name for field in self.fields]
        seals = [field.seal for field in self.fields if field.seal]
        for broken, reason in (
            (len(set(names)) < len(names), "a field is there twice"),
            (len(set(seals)) < len(seals), "two fields are sealed in one place"),
            (self.regime is not None and self.regime not in names, "the field of the regime is not there"),
            (not set(self.spill) <= set(seals), "spill names what is not sealed"),
        ):
            if broken:
                raise PydanticCustomError("document", "{reason}", {"reason": reason})
        return self

    def field(self, name: str) -> DocumentField:
        """By its name. Raises KeyError."""
        return {field.name: field for field in self.fields}[name]


class Letterhead(BaseModel):
    """The state: its name, its motto and the colours of its flag, from the hoist."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: Label
    motto: Label
    colours: Annotated[
        tuple[Annotated[str, Field(strict=True, pattern=r"^#[0-9a-f]{6}$")], ...],
        Field(min_length=3, max_length=3),
    ]
    dial: Annotated[str, Field(strict=True, pattern=r"^\*[0-9]{2,5}#$")]
