"""Every rail that a citizen is offered has a fee for whatever it takes: an invoice above one rail's limit is offered
with each of them in parts, and one fee that nobody knows would take the whole screen away."""

import pytest

from catalogue.accounting_loader import load as accounting
from gateway import rails
from gateway.settings import load
from kernel.egress import Egress
from payments.rails import Rails, offered


@pytest.fixture
def every() -> Rails:
    """The rails of the demo, which has all of them on."""
    return rails.build(load(), Egress(frozenset()), accounting())


@pytest.mark.parametrize("country", ["ML", "BJ"])
def test_a_rail_knows_its_fee_from_the_least_to_the_most_that_it_takes(every: Rails, country: str) -> None:
    ways = offered(every, "", country, 3_000_000)
    assert len(ways) >= 4
    for rail in ways:
        can = rail.capabilities
        assert rail.fee(can.min_xof) <= rail.fee(can.max_xof), rail.name
