"""A production start refuses play money and secrets that everybody knows, on the rails that are on."""

import pytest

from gateway import production
from gateway.settings import Settings

REAL = "a-real-secret-of-thirty-two-chars"


def problems(**given: str) -> str:
    return "\n".join(production.problems(Settings(mode="production", **given)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"mtn_momo_base_url": "https://momo", "mtn_momo_currency": "EUR"}, "GUICHET_MTN_MOMO_CURRENCY: XOF"),
        ({"mtn_momo_base_url": "https://momo", "mtn_momo_environment": "sandbox"}, "MTN_MOMO_ENVIRONMENT"),
        (
            {"orange_money_base_url": "https://o", "orange_money_currency": "OUV"},
            "ORANGE_MONEY_CURRENCY: XOF",
        ),
        ({"mtn_momo_base_url": "http://momo"}, "GUICHET_MTN_MOMO_BASE_URL: must begin with https://"),
        ({"wave_base_url": "https://wave", "wave_api_key": REAL}, "GUICHET_WAVE_WEBHOOK_SECRETS: still"),
        ({"moov_base_url": "https://moov", "moov_password": REAL}, "GUICHET_MOOV_KEY: still a default"),
        ({"biller_api_key": "demo"}, "GUICHET_BILLER_API_KEY"),
    ],
    ids=[
        "euros",
        "sandbox",
        "play money of Orange",
        "no TLS",
        "webhook secret",
        "demo key",
        "biller's demo key",
    ],
)
def test_it_is_refused_by_name(given: dict[str, str], named: str) -> None:
    assert named in problems(**given)


def test_a_rail_that_is_off_needs_nothing() -> None:
    assert "MTN_MOMO" not in problems()
    assert "WAVE" not in problems()
