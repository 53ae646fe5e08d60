"""An operator that fails is left alone for a while, and no operator is called faster than it bears."""

import pytest

from backends.breaker import LocalBreaker
from kernel import clock
from payments.contract import Charge, Declined, NotTried, Unanswered
from payments.restrained import Restrained
from tests.cast import KOFFI
from tests.payments.counter import mtn
from tests.payments.mtn_server import MtnServer

ID = "4f3b0a52-6a5b-4f5e-9a4e-2f1f6f1f0a11"


def charge(server: MtnServer) -> Charge:
    return Charge(ID, 3000, KOFFI, "260123456780", "Taxe", server.url)


def test_after_five_failures_nothing_leaves_until_a_probe(
    operator: MtnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    rail = Restrained(mtn(operator), LocalBreaker(), lambda: True)
    now = clock.monotonic()
    monkeypatch.setattr(clock, "monotonic", lambda: now)
    operator.order(*["503"] * 5)
    for _ in range(5):
        with pytest.raises(Unanswered):
            rail.ask(charge(operator))
    with pytest.raises(NotTried, match="circuit_open"):
        rail.request(charge(operator))
    assert operator.charges == {}
    monkeypatch.setattr(clock, "monotonic", lambda: now + 31)
    rail.request(charge(operator))
    assert rail.ask(charge(operator)).state == "pending"


def test_a_refusal_is_an_answer(operator: MtnServer) -> None:
    rail = Restrained(mtn(operator), LocalBreaker(), lambda: True)
    operator.order(*["400"] * 7)
    for _ in range(7):
        with pytest.raises(Declined):
            rail.request(charge(operator))


def test_what_goes_too_fast_waits_for_the_next_second(operator: MtnServer) -> None:
    slots = iter([True, False])
    rail = Restrained(mtn(operator), LocalBreaker(), lambda: next(slots))
    rail.request(charge(operator))
    with pytest.raises(NotTried, match="paced") as caught:
        rail.ask(charge(operator))
    assert caught.value.retry_in_s == 1
    assert (rail.name, rail.base_url, rail.fee(200)) == ("mtn", operator.url, 2)
    assert rail.capabilities.push
