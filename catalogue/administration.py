"""Administration: who gives the services, where its counter is and how old its news may grow."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from catalogue.service import Country
from catalogue.text import Text

LONGEST_STALE_MIN = 7 * 24 * 60  # after a week without news, nobody calls a status fresh

AdministrationCode = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9-]{1,19}$")]
Connector = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9]{1,19}$")]


class Administration(BaseModel):
    """One administration. ``connector`` names a directory of backends/, None: paper and counter only.

    ``stale_after_min`` is the age, in minutes, from which a status is shown as old.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: AdministrationCode
    country: Country
    name: Text
    connector: Connector | None
    where: Text
    stale_after_min: Annotated[StrictInt, Field(ge=1, le=LONGEST_STALE_MIN)]
