"""The gateway with one operator of payments on."""

import pytest

from gateway.wiring import Guichet

# Nobody listens there: no test of this room needs an operator's answer.
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def guichet(guichet: Guichet) -> Guichet:
    """Its rails are made with these settings when they are first asked for."""
    on = {
        "mtn_momo_base_url": NOBODY,
        "mtn_momo_environment": "mtnbenin",
        "mtn_momo_currency": "XOF",
    }
    guichet.settings = guichet.settings.model_copy(update=on)
    return guichet
