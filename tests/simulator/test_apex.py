"""The certificate-of-origin administration: files, the officer's decisions, and the news it pushes."""

import json
from typing import Any

import pytest
import time_machine

from tests.simulator.conftest import Reply, Simulator
from tests.simulator.gateway import Gateway
from tests.waiting import until

BASE = "/administrations/apex"
EVENTS = "/partner/events"
APPLICATION = {
    "reference": "260123456789",
    "applicant": {"phone": "+22370000001"},
    "answers": {"product": "Beurre de karité", "hs": "1515.90"},
}


def file(simulator: Simulator, **changes: Any) -> Reply:
    """File the usual application."""
    path = f"{BASE}/services/certificat-origine/applications"
    return simulator.post(path, {**APPLICATION, **changes})


def decide(simulator: Simulator, action: str, comment: str = "") -> Reply:
    """The officer acts on the usual application."""
    return simulator.post(f"{BASE}/officer/260123456789", {"action": action, "comment": comment})


def test_services_are_listed(simulator: Simulator) -> None:
    (service,) = simulator.call("GET", f"{BASE}/services").json
    assert simulator.call("GET", f"{BASE}/services/{service['id']}").json == service
    assert simulator.call("GET", f"{BASE}/services/none").status == 404
    assert simulator.post(f"{BASE}/services/none/applications", APPLICATION).status == 404


def test_the_same_reference_is_the_same_file(simulator: Simulator) -> None:
    first, second = file(simulator), file(simulator, answers={"product": "Sésame"})
    assert (first.status, second.status) == (201, 200)
    assert first.json == second.json == {**first.json, "reference": "260123456789", "status": "PENDING"}
    (found,) = simulator.call("GET", f"{BASE}/applications?reference=260123456789").json
    assert found["fileId"] == first.json["fileId"]
    assert simulator.call("GET", f"{BASE}/applications?reference=1").json == []


def test_a_file_tells_where_it_has_got_to(simulator: Simulator) -> None:
    file_id = file(simulator).json["fileId"]
    view = simulator.call("GET", f"{BASE}/applications/{file_id}").json
    assert list(view) == ["fileId", "reference", "status", "comment", "stage", "updatedAt"]
    assert (view["status"], view["stage"]) == ("PENDING", "verification")


@pytest.mark.parametrize(
    "body", [{}, {"reference": 12}, {"reference": "a b"}, {"reference": "1", "answers": []}]
)
def test_an_application_out_of_shape_is_refused(simulator: Simulator, body: dict[str, Any]) -> None:
    path = f"{BASE}/services/certificat-origine/applications"
    assert simulator.post(path, body).status == 400
    assert simulator.call("GET", f"{BASE}/applications").json == []


def test_a_decision_is_pushed_as_a_cloudevent(simulator: Simulator, gateway: Gateway) -> None:
    file_id = file(simulator).json["fileId"]
    decide(simulator, "complement", "Facture illisible")
    seen = gateway.wait(EVENTS)[0]
    assert seen.headers["Content-Type"] == "application/cloudevents+json; charset=utf-8"
    assert seen.headers["Authorization"] == "Bearer demo"
    event = json.loads(seen.body)
    wanted = {"fileId": file_id, "status": "SENDBACK", "stage": "complement", "comment": "Facture illisible"}
    assert event.pop("data") == wanted
    assert event.pop("id")
    assert event.pop("time").endswith("Z")
    assert event == {
        "specversion": "1.0",
        "source": "/administrations/apex",
        "type": "ml.apex.demande.statut.v1",
        "subject": "260123456789",
        "datacontenttype": "application/json",
    }


def test_the_whole_way_to_a_certificate(simulator: Simulator, gateway: Gateway) -> None:
    file_id = file(simulator).json["fileId"]
    decide(simulator, "complement", "Facture illisible")
    simulator.call("PUT", f"{BASE}/applications/{file_id}", {"answers": {"invoice": "F-12"}})
    simulator.post(f"{BASE}/officer/{file_id}", {"action": "rdv", "when": "2026-12-01T09:30"})
    decide(simulator, "signature")
    decide(simulator, "disponible")
    data = [json.loads(each.body)["data"] for each in gateway.wait(EVENTS, 5)]
    steps = {(each["stage"], each["status"]) for each in data}
    assert steps == {
        ("complement", "SENDBACK"),
        ("verification", "PENDING"),
        ("rdv", "PENDING"),
        ("signature", "PENDING"),
        ("disponible", "APPROVED"),
    }
    comments = {each["comment"] for each in data}
    assert "Rendez-vous le 01/12/2026 à 09h30." in comments


@pytest.mark.parametrize(
    ("first", "then", "status"),
    [
        (("disponible", ""), ("rejet", "non"), 409),
        (("complement", "x"), ("signature", ""), 409),
        (("signature", ""), ("complement", "x"), 409),
        (("signature", ""), ("rejet", " "), 400),
        (("signature", ""), ("fly", "x"), 400),
    ],
    ids=["closed", "still waiting", "too late", "no reason", "unknown act"],
)
def test_an_impossible_decision_changes_nothing(
    simulator: Simulator, first: tuple[str, str], then: tuple[str, str], status: int
) -> None:
    file(simulator)
    before = decide(simulator, *first).json
    assert decide(simulator, *then).status == status
    assert simulator.call("GET", f"{BASE}/applications/{before['fileId']}").json == before


def test_an_event_is_pushed_until_a_2xx_with_the_same_id(simulator: Simulator, gateway: Gateway) -> None:
    gateway.answer = lambda seen: (204 if len(gateway.at(EVENTS)) > 2 else 503, {}, b"")
    file(simulator)
    decide(simulator, "signature")
    assert len({each.body for each in gateway.wait(EVENTS, 3)}) == 1


def test_410_stops_the_pushing(simulator: Simulator, gateway: Gateway) -> None:
    gateway.answer = lambda seen: (410 if len(gateway.at(EVENTS)) == 1 else 200, {}, b"")
    file(simulator)
    decide(simulator, "signature")
    pushes = simulator.world.courier.by_subject
    until(lambda: [each["state"] for each in pushes()["apex:260123456789"]] == ["given-up"])
    assert len(gateway.at(EVENTS)) == 1


@pytest.mark.parametrize(("fault", "pushes"), [("no-event", 0), ("event-twice", 2), ("event-late", 1)])
def test_news_goes_wrong_on_order(
    simulator: Simulator, gateway: Gateway, clock: time_machine.Traveller, fault: str, pushes: int
) -> None:
    file(simulator)
    simulator.fault("apex", fault)
    decide(simulator, "signature")
    decide(simulator, "disponible")
    if fault == "event-late":
        gateway.wait(EVENTS)
        clock.shift(simulator.world.options.late_s)
    events = [json.loads(each.body) for each in gateway.wait(EVENTS, pushes + 1)]
    assert [each["data"]["stage"] for each in events].count("signature") == pushes
    assert len({each["id"] for each in events}) == (1 if pushes == 0 else 2)
    if fault == "event-late":
        assert [each["data"]["stage"] for each in events] == ["disponible", "signature"]


def test_a_callback_outside_the_gateway_is_never_called(simulator: Simulator, gateway: Gateway) -> None:
    file(simulator, callback="http://169.254.169.254/latest")
    decide(simulator, "signature")
    assert len(gateway.wait(EVENTS)) == 1


def test_the_officer_page_shows_the_file_and_its_buttons(simulator: Simulator) -> None:
    file(simulator)
    page = simulator.call("GET", f"{BASE}/officer").body.decode()
    assert "Beurre de karité" in page
    assert page.count('name="action"') == 5
    form = b"action=complement&comment=Facture+%3Cb%3Eillisible"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert simulator.call("POST", f"{BASE}/officer/260123456789", form, **kind).status == 303
    assert "Facture &lt;b&gt;illisible" in simulator.call("GET", f"{BASE}/officer").body.decode()
