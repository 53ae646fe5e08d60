"""The whole way with the simulated APEX: filed over its wire, moved by its officer, pushed to our door."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from backends.apex import Apex
from backends.breaker import LocalBreaker
from backends.gate import Gate
from cases.submission import Submissions
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.egress import Egress
from partner.events import blueprint
from partner.handlers import PartnerEvents
from simulator import world as simulated
from simulator.app import create_app
from simulator.options import Options
from tests.cases.desk import SERVICES, about, file_of, hand_in, news
from tests.partner.pushes import kept
from tests.waiting import until

# An event is pushed within milliseconds; a minute is for a machine that stands still, and a push that is tried again.
PATIENCE_S = 60


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def apex(database: Database, keyring: Keyring, tmp_path: Path) -> Iterator[str]:
    """The base address of the simulated APEX, which pushes to a door of ours."""
    door = Flask("door")
    door.register_blueprint(blueprint(database, keyring, {"apex": "demo"}))
    with serving(door) as gateway:
        world = simulated.build(Options(gateway=gateway, state=tmp_path))
        world.start()
        with serving(create_app(world)) as url:
            yield f"{url}/administrations/apex"
        world.stop()


def test_an_officers_decision_reaches_the_case(apex: str, database: Database, keyring: Keyring) -> None:
    egress = Egress([apex], allow_private=["127.0.0.0/8"])
    administration = Apex(egress, apex, "ML/GOV/GUICHET/APP", Gate(LocalBreaker()), timeout_s=PATIENCE_S)
    deposited = hand_in(database, keyring)
    event = about("case.deposited", deposited.case_id)
    Submissions(database, keyring, {"apex": administration}, SERVICES).submit(event)
    assert file_of(database, deposited.case_id).state == "en_verification"
    decided = egress.request(
        "POST",
        f"{apex}/officer/{deposited.reference}",
        headers={"Content-Type": "application/json"},
        body=b'{"action": "complement", "comment": "La facture"}',
        timeout_s=PATIENCE_S,
    )
    assert decided.status == 200
    until(lambda: kept(database))
    PartnerEvents(database, keyring).apply(news(database, "partner.status")[0])
    case = file_of(database, deposited.case_id)
    assert (case.state, [row.state for row in kept(database)]) == ("complement", ["applied"])
    assert administration.status(case.external_id).note == "La facture"
    egress.close()
