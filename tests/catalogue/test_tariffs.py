"""SMS prices: dated, sourced, refused with file, line and reason; what we made up says so."""

from datetime import date
from pathlib import Path

import pytest

from catalogue.loader import load
from catalogue.sms_prices import Prices, SmsPrice, francs
from kernel.network import NETWORKS
from tests.catalogue.conftest import Refusals

DAY = date(2026, 6, 1)
PRICE = """  - provider: orange
    network: ml-orange
    thousandths: 15000
    valid_from: 2025-01-01
    source: contrat 12
"""
TWO = f"prices:\n{PRICE}{PRICE}"


def write(root: Path, text: str) -> None:
    (root / "sms_prices.yaml").write_text(text, "utf-8")


def test_a_price_is_that_of_its_day(root: Path) -> None:
    closed = PRICE.replace("2025-01-01", "2025-01-01\n    valid_to: 2025-12-31")
    dearer = PRICE.replace("2025-01-01", "2026-01-01").replace("15000", "17500")
    write(root, f"prices:\n{closed}{dearer}")
    prices = load(root).sms_prices
    days = [date(2024, 12, 31), date(2025, 12, 31), date(2026, 1, 1)]
    assert [prices.price("orange", "ml-orange", day) for day in days] == [None, 15000, 17500]


def test_a_provider_without_a_price_does_not_reach_the_network(root: Path) -> None:
    write(root, f"prices:\n{PRICE}")
    prices = load(root).sms_prices
    assert prices.price("orange", "ml-moov", DAY) is None
    assert prices.price("twilio", "ml-orange", DAY) is None
    assert prices.cheapest("ml-moov", DAY) is None


def test_the_cheapest_is_chosen_among_those_allowed() -> None:
    rule = {"network": "bj-mtn", "valid_from": date(2025, 1, 1), "source": "contrat"}
    prices = Prices(
        tuple(
            SmsPrice(provider=name, thousandths=price, **rule)
            for name, price in (("twilio", 60_000), ("kannel", 16_000), ("beta", 16_000))
        )
    )
    assert prices.cheapest("bj-mtn", DAY) == ("beta", 16_000)
    assert prices.cheapest("bj-mtn", DAY, {"twilio", "kannel"}) == ("kannel", 16_000)
    assert prices.cheapest("bj-mtn", DAY, set()) is None


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("prices:", "tariffs:", "sms_prices.yaml:1: the file is one list, under `prices`"),
        ("network: ml-orange", "network: ml-glo",
         "sms_prices.yaml:3: `network`: unknown network, one of " + ", ".join(NETWORKS)),
        ("thousandths: 15000", "thousandths: -1",
         "sms_prices.yaml:4: `thousandths`: Input should be greater than or equal to 0"),
        ("thousandths: 15000", "thousandths: 15000000",
         "sms_prices.yaml:4: `thousandths`: Input should be less than or equal to 1000000"),
        ("thousandths: 15000", 'thousandths: "15"',
         "sms_prices.yaml:4: `thousandths`: Input should be a valid integer"),
        ("    source: contrat 12\n", "", "sms_prices.yaml:2: `source` is missing"),
        ("source: contrat 12", "source: contrat 12\n    by: me", "sms_prices.yaml:7: unknown key `by`"),
        ("provider: orange", "provider: Orange SMS",
         "sms_prices.yaml:2: `provider`: String should match pattern '^[a-z][a-z0-9_]{1,19}$'"),
        ("valid_from: 2025-01-01", "valid_from: 2025-01-01\n    valid_to: 2024-01-01",
         "sms_prices.yaml:2: `value`: valid_to is before valid_from"),
    ],
    ids=["other list", "unknown network", "negative", "a zero too many", "text", "no source", "unknown key", "provider",
         "backwards"],
)  # fmt: skip
def test_a_wrong_price_is_refused_with_its_line(
    root: Path, refusals: Refusals, old: str, new: str, problem: str
) -> None:
    """Bad-input row 75."""
    write(root, f"prices:\n{PRICE}".replace(old, new))
    assert refusals() == [problem]


def test_two_prices_of_one_day_are_refused(root: Path, refusals: Refusals) -> None:
    """Bad-input row 75."""
    write(root, TWO)
    assert refusals() == ["sms_prices.yaml:10: dates overlap: another price still applies on 2025-01-01"]


def test_a_catalogue_without_its_own_prices_takes_the_shipped_ones(root: Path) -> None:
    assert not (root / "sms_prices.yaml").exists()
    assert load(root).sms_prices == load().sms_prices


def test_every_network_can_be_reached_by_the_shipped_prices_and_what_is_made_up_says_so() -> None:
    prices = load().sms_prices
    assert all(prices.cheapest(network, DAY) for network in NETWORKS)
    assert prices.price("orange", "bj-mtn", DAY) is None
    assert set(prices.fictive()) == set(prices.rules)


def test_an_estimate_is_never_too_low() -> None:
    assert [francs(amount) for amount in (0, 1, 17_500, 18_000)] == [0, 1, 18, 18]
