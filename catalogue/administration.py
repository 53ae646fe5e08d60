"""Administration: who gives the services, where its counter is and how old its news may grow."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from catalogue.service import Country
from catalogue.text import Text

LONGEST_KEPT_DAYS = 30 * 366  # what is kept for longer is an archive, and is not kept here
LONGEST_STALE_MIN = 7 * 24 * 60  # after a week without news, nobody calls a status fresh

AdministrationCode = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9-]{1,19}$")]
Connector = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9]{1,19}$")]


class AnswersKept(BaseModel):
    """For how many ``days`` after a case is closed what the citizen answered is kept, and the text that says so.

    ``source`` begins with FICTIF when it is an example of ours: each administration has its own rule of archives.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: Annotated[StrictInt, Field(ge=1, le=LONGEST_KEPT_DAYS)]
    source: Annotated[str, Field(strict=True, min_length=1, max_length=200)]

    @property
    def fictive(self) -> bool:
        """Whether nobody's text says so."""
        return self.source.startswith("FICTIF")


class Administration(BaseModel):
    """One administration. ``connector`` names a directory of backends/, None: paper and counter only.

    ``stale_after_min`` is the age, in minutes, from which a status is shown as old. Without ``answers_kept`` answers
    are kept until the citizen has them erased, and `guichet check` says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: AdministrationCode
    country: Country
    name: Text
    connector: Connector | None
    where: Text
    stale_after_min: Annotated[StrictInt, Field(ge=1, le=LONGEST_STALE_MIN)]
    answers_kept: AnswersKept | None = None
