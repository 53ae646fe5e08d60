"""A service as the demo's past knew it: asked for by phone or at the counter, with a fee where none is published."""

from datetime import datetime

from catalogue.catalogue import Catalogue
from catalogue.service import Fee, Service
from kernel import clock

# APEX-Mali has published no fee: this one is an example, so that the demo has something to pay.
EXAMPLE_FEE_XOF = 5000


def open_for_all(catalogue: Catalogue, number: int, at: datetime, fee_xof: int | None = None) -> Service:
    """The service open for deposit, as its counter would open it; ``fee_xof`` is the example's fee."""
    service = catalogue.services[number]
    changes: dict[str, object] = {"deposit": "open"}
    if fee_xof:
        day = clock.local_day(service.country, at)
        changes["fees"] = (Fee(amount_xof=fee_xof, valid_from=day, source="FICTIF: exemple"),)
    return service.model_copy(update=changes)
