"""The simulated operators in front of the rails that charge through them in earnest: both read the same wire."""

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kernel.egress import Egress
from payments.contract import Charge, Rail, Refund
from payments.mtn.platform import Platform, Product
from payments.mtn.rail import Mtn
from tests.payments.rails.bench import REFERENCE, free, gsma, moov, orange, pispi, wave
from tests.simulator.conftest import Simulator
from tests.waiting import until

KEYS = Product("user", "key", "subscription")
CALLBACK = "https://guichet.example/payments/mtn/demo/callback"
RAILS = {"gsma": gsma, "moov": moov, "orange": orange, "pispi": pispi, "wave": wave}
REFUNDS = ("gsma", "moov", "mtn", "pispi", "wave")


def rail_of(name: str, url: str, egress: Egress) -> Rail:
    """A rail wired to the simulated operator."""
    if name == "mtn":
        return Mtn(egress, [Platform(url, KEYS, disbursement=KEYS)], callback_url=CALLBACK, fee=free)
    return RAILS[name](url, egress, 8.0)


@pytest.fixture
def egress(simulator: Simulator) -> Iterator[Egress]:
    """The way out, to the simulator alone."""
    way = Egress([simulator.url], allow_private=frozenset({"127.0.0.1"}))
    yield way
    way.close()


@pytest.mark.parametrize("name", ["mtn", *RAILS])
def test_a_rail_charges_and_reads_that_it_was_paid(simulator: Simulator, egress: Egress, name: str) -> None:
    url = f"{simulator.url}/operators/{name}"
    rail = rail_of(name, url, egress)
    charge = Charge(str(uuid.uuid4()), 3000, "+2290195000004", REFERENCE, "Certificat d origine", url)
    charge = replace(charge, tokens=rail.request(charge).tokens)
    assert rail.ask(charge).state == "pending"
    (payment,) = simulator.world.market.book.newest(name, 9)
    simulator.world.market.book.change(payment["key"], payer=charge.phone)
    simulator.world.market.till.decide(payment["key"], "succeeded")
    standing = rail.ask(charge)
    assert (standing.state, standing.amount_xof in (3000, None)) == ("succeeded", True)
    assert standing.operator_id
    if name not in REFUNDS:
        return
    refund = Refund(
        str(uuid.uuid4()),
        charge.attempt_id,
        standing.operator_id,
        3000,
        charge.phone,
        REFERENCE,
        url,
        charge.tokens,
    )
    rail.refund(refund)
    until(lambda: rail.ask_refund(refund).state == "succeeded")
    assert simulator.world.market.till.accounts.balance(name, charge.phone) == 500_000


@pytest.mark.parametrize("name", ["mtn", "gsma", "moov", "pispi"])
@pytest.mark.parametrize("reason", ["funds", "declined", "expired", "wrong-pin"])
def test_a_rail_reads_why_it_was_not(simulator: Simulator, egress: Egress, name: str, reason: str) -> None:
    url = f"{simulator.url}/operators/{name}"
    rail = rail_of(name, url, egress)
    charge = Charge(str(uuid.uuid4()), 3000, "+2290195000004", REFERENCE, "Certificat d origine", url)
    charge = replace(charge, tokens=rail.request(charge).tokens)
    (payment,) = simulator.world.market.book.newest(name, 9)
    simulator.world.market.till.decide(payment["key"], "failed", reason)
    assert rail.ask(charge).state in ("failed", "expired")
