"""GovStack Registration 0.1.1 as several administrations speak it, read strictly. Sends nothing."""

from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from backends.contract import Filed, Report

STATUSES = frozenset({"PENDING", "APPROVED", "SENDBACK", "REJECTED"})
# The stage is our profile's finer word beside the four statuses; "" when the administration has none.
STAGES = frozenset({"", "verification", "complement", "rdv", "signature", "disponible", "rejet"})
LONGEST_WORD = 60  # longer than any status word known
LONGEST_NOTE = 480  # three SMS parts: what an official writes to a citizen on a phone

Word = Annotated[str, Field(max_length=LONGEST_WORD)]
Model = TypeVar("Model", bound=BaseModel)


class Standing(BaseModel):
    """Where an application stands; fields we do not read are let through."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    status: Annotated[str, Field(min_length=1, max_length=LONGEST_WORD)]
    stage: Word | None = None
    comment: Annotated[str, Field(max_length=4000)] | None = None
    # Strict mode refuses text for a datetime, and JSON has no other way to write one.
    updated_at: Annotated[AwareDatetime | None, Field(alias="updatedAt", strict=False)] = None


class Held(Standing):
    """An application that the administration holds. The id goes into a path, hence its narrow alphabet."""

    file_id: Annotated[str, Field(alias="fileId", pattern=r"^[A-Za-z0-9._-]{1,64}$")]
    reference: Annotated[str, Field(pattern=r"^[0-9]{12}$")]


class Unreadable(ValueError):
    """The answer has another shape. Never holds a value of it."""


def report(value: Any) -> Report:  # noqa: ANN401 - parsed JSON has no closer type.
    """A Report of a parsed JSON object. Raises Unreadable."""
    return _report(_read(Standing, value))


def filed(value: Any, reference: str) -> Filed:  # noqa: ANN401
    """A Filed of a parsed JSON object that must be about ``reference``. Raises Unreadable."""
    held = _read(Held, value)
    if held.reference != reference:
        raise Unreadable("another reference")
    return Filed(held.file_id, _report(held))


def _read(model: type[Model], value: object) -> Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        # "from None" and the field names only: pydantic's message quotes the value.
        fields = {str(part["loc"][0]) if part["loc"] else "body" for part in error.errors()}
        raise Unreadable(", ".join(sorted(fields))) from None


def _report(standing: Standing) -> Report:
    stage = standing.stage or ""
    known = standing.status in STATUSES and stage in STAGES
    at: datetime | None = standing.updated_at
    if at is not None and not 2000 <= at.year <= 2100:
        at = None  # A broken clock; near year 1 or 9999 a change of zone would leave the calendar.
    return Report(
        status=standing.status if known else None,
        stage=stage if known else "",
        note=plain(standing.comment or ""),
        at=at,
        raw="" if known else f"{standing.status}/{stage}",
    )


def plain(comment: str) -> str:
    """One line of printable text: a comment ends on a phone's screen."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in comment).split())
    return words[:LONGEST_NOTE]
