"""Network: a mobile operator as MCC+MNC, and how many septets its USSD screens hold."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from catalogue.service import Country

# 182 septets fill the 160 octets of a USSD string (3GPP TS 23.038 6.1.2.3); 160 is the safe floor that
# published operators share. Below 60 the shortest menu no longer fits.
SMALLEST_BUDGET, LARGEST_BUDGET = 60, 182
DEFAULT_BUDGET = 160

Budget = Annotated[StrictInt, Field(ge=SMALLEST_BUDGET, le=LARGEST_BUDGET)]


class Network(BaseModel):
    """One operator. ``code`` is MCC+MNC, five or six digits; ``budget`` is septets a screen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(strict=True, pattern=r"^[0-9]{5,6}$")]
    country: Country
    name: Annotated[str, Field(strict=True, min_length=1, max_length=40)]
    budget: Budget = DEFAULT_BUDGET


class Networks(BaseModel):
    """The file networks.yaml: the budget of an unknown network, and the networks we know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    default: Budget
    networks: tuple[Network, ...]
