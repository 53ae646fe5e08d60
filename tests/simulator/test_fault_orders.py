"""Ordering faults by program and by hand."""

from typing import Any

import pytest

from simulator.systems import SYSTEMS
from tests.simulator.conftest import Simulator


def test_everything_that_can_be_ordered_is_listed_with_a_sentence(simulator: Simulator) -> None:
    listed = simulator.call("GET", "/faults").json["faults"]
    assert {each["system"] for each in listed} == set(SYSTEMS)
    assert all(each["sentence"].endswith(".") for each in listed)
    for each in listed:
        simulator.fault(each["system"], each["fault"], times=2)
    assert len(simulator.call("GET", "/faults").json["pending"]) == len(listed)


@pytest.mark.parametrize(
    "order",
    [
        {"system": "moon", "fault": "down"},
        {"system": "apex", "fault": "drop"},
        {"system": "apex", "fault": "down", "times": 0},
        {"system": "apex", "fault": "down", "times": 1001},
        {"system": "apex", "fault": "down", "times": "many"},
        {"system": "apex", "fault": "down", "seconds": 301},
        {"system": "kannel", "fault": "outage", "seconds": 86_401},
        {},
    ],
    ids=["system", "fault", "none", "too many", "not a number", "too long", "outage too long", "empty"],
)
def test_an_order_that_makes_no_sense_is_refused(simulator: Simulator, order: dict[str, Any]) -> None:
    reply = simulator.post("/faults", order)
    assert reply.status == 400
    assert reply.json["error"]
    assert simulator.call("GET", "/faults").json["pending"] == []


def test_orders_can_be_cleared(simulator: Simulator) -> None:
    simulator.fault("apex", "down", times=5)
    assert simulator.call("DELETE", "/faults").status == 204
    assert simulator.call("GET", "/faults").json["pending"] == []


def test_a_person_orders_by_button(simulator: Simulator) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = simulator.call("POST", "/faults", b"system=apex&times=2&phone=&fault=down", **kind)
    assert (reply.status, reply.headers["Location"]) == (303, "/faults")
    page = simulator.call("GET", "/faults", Accept="text/html").body.decode()
    assert "2 fois" in page
    assert simulator.call("POST", "/faults/clear", b"", **kind).status == 303
    assert simulator.call("GET", "/faults").json["pending"] == []


def test_a_page_of_another_site_presses_no_button(simulator: Simulator) -> None:
    order = {"system": "apex", "fault": "down"}
    reply = simulator.call("POST", "/faults", order, **{"Sec-Fetch-Site": "cross-site"})
    assert reply.status == 403
