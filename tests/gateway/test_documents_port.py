"""Sealed documents as phones and browsers reach them: by number and code, by a code's text, by the door of files."""

from io import BytesIO

import pikepdf
import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from gateway.demo import documents as seal_demo
from gateway.document_port import Documents
from gateway.sealing import door
from gateway.web import create_app
from kernel import clock, outbox
from kernel.gsm import fold, segments
from tests.cast import AWA, MOUSSA
from tests.gateway.sealed_town import SealedTown
from verification import link
from verification.registry import revoking
from verification.registry.papers import Paper
from verification.web.ports import Visit


@pytest.fixture
def town(town: SealedTown) -> SealedTown:
    """With one paper."""
    town.granted()
    town.work()
    return town


@pytest.fixture
def paper(town: SealedTown) -> Paper:
    return town.documents()[0]


def port(town: SealedTown, channel: str = "ussd") -> Documents:
    return Documents(town.guichet.sealed.seals, town.guichet.preferences, channel)


def browser(town: SealedTown) -> FlaskClient:
    app = Flask("test")
    app.register_blueprint(door.blueprint(town.guichet.sealed.readers, town.guichet.catalogue))
    return app.test_client()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10000:04}"


def test_the_code_opens_what_the_number_alone_does_not(town: SealedTown, paper: Paper) -> None:
    assert port(town).check(MOUSSA, paper.number) == port(town).check(MOUSSA, paper.number)
    assert port(town).check(MOUSSA, paper.number).lines == ()
    lines = port(town).check(MOUSSA, paper.number, paper.code).lines
    for words in ("Karite du Mali SARL", "1515.90", "Dakar Import SA", "24 500 kg", "120 colis"):
        assert words in lines[0]
    assert lines[1].startswith("du ")
    assert fold("\n".join(lines)).lost == ()
    assert segments(fold("\n".join(lines)).text).parts <= 2


def test_wrong_code_and_unknown_number_are_one_answer(town: SealedTown, paper: Paper) -> None:
    """Bad-input row 57."""
    answers = {
        port(town).check(AWA, paper.number, wrong(paper.code)),
        port(town).check(AWA, "260000000000", "0000"),
    }
    assert len(answers) == 1


def test_the_sixth_wrong_code_of_a_phone_is_told_to_wait(town: SealedTown, paper: Paper) -> None:
    said = [port(town).check(AWA, paper.number, wrong(paper.code)) for _ in range(6)]
    assert said[0].status == "unknown"
    assert (said[-1].status, 0 < said[-1].wait_s <= 3600) == ("later", True)
    assert port(town).check(MOUSSA, paper.number, paper.code).status == "valid"


def test_revoked_is_said_at_once_on_every_way(town: SealedTown, paper: Paper) -> None:
    with town.guichet.database.transaction() as connection:
        revoking.by_evidence(connection, paper.cause, "revoke", "test", clock.now())
    assert port(town).check(AWA, paper.number).status == "revoked"
    text = link.compose(town.guichet.settings.verify_host, paper.token)
    assert port(town, "sms").token(text).verdict == "REVOKED"


def test_the_text_of_a_code_is_judged_by_sms(town: SealedTown, paper: Paper) -> None:
    text = link.compose(town.guichet.settings.verify_host, paper.token)
    view = port(town, "sms").token(text)
    assert (view.verdict, view.list_age_s is not None) == ("VALID", True)
    assert "Karite du Mali SARL" in " ".join(view.lines)
    assert port(town, "sms").token(text[:-9]).verdict == "INCOMPLETE"
    assert port(town, "sms").token(text.replace("GUICHET", "GUICHER")).verdict == "WRONG_SITE"


def test_a_paper_of_one_use_warns_of_its_earlier_use(town: SealedTown, paper: Paper) -> None:
    used = Visit("officer", "api", "Kidira", "presentation")
    town.guichet.sealed.readers.look(paper.number, paper.code, used)
    lines = port(town).check(MOUSSA, paper.number, paper.code).lines
    assert lines[0].startswith("DÉJÀ PRÉSENTÉ")
    assert "Kidira" in lines[0]


def test_a_second_use_rings_the_alarm(town: SealedTown, paper: Paper) -> None:
    for officer in ("one", "two"):
        visit = Visit(officer, "api", "Kidira", "presentation")
        town.guichet.sealed.readers.look(paper.number, paper.code, visit)
    with structlog.testing.capture_logs() as lines:
        town.work("documents")
    assert [line["document"] for line in lines if line["event"] == "document_presented_again"] == [paper.id]


def test_the_holder_fetches_the_file_with_number_and_code(town: SealedTown, paper: Paper) -> None:
    asked = browser(town).post("/documents", data={"number": paper.number, "code": paper.code})
    assert (asked.status_code, asked.mimetype) == (200, "application/pdf")
    assert len(pikepdf.open(BytesIO(asked.data)).pages) == 1
    assert asked.headers["Cache-Control"] == "no-store"


def test_the_door_tells_a_wrong_code_and_an_unknown_number_alike(town: SealedTown, paper: Paper) -> None:
    client = browser(town)
    first = client.post("/documents", data={"number": paper.number, "code": wrong(paper.code)})
    second = client.post("/documents", data={"number": "260000000000", "code": "0000"})
    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert first.status_code == 404


@pytest.mark.parametrize(
    "given",
    [{}, {"number": "1"}, {"number": "1", "code": "2", "more": "3"}, {"number": ["1", "2"], "code": "3"},
     {"number": "9" * 65, "code": "1"}],
    ids=["nothing", "no code", "a field more", "a field twice", "too long"],
)  # fmt: skip
def test_the_door_refuses_what_its_form_does_not_send(town: SealedTown, given: dict[str, object]) -> None:
    assert browser(town).post("/documents", data=given).status_code == 400


def test_the_form_is_small_and_has_no_script(town: SealedTown) -> None:
    page = browser(town).get("/documents")
    assert len(page.data) < 2000
    assert b"<script" not in page.data
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_door_stands_in_the_gateway(town: SealedTown) -> None:
    client = create_app(town.guichet).test_client()
    assert client.get("/documents", headers={"Host": "127.0.0.1"}).status_code == 200


def test_the_demo_has_a_certificate_a_revoked_one_and_a_quittance_once(town: SealedTown) -> None:
    with town.guichet.database.transaction() as connection:
        for name in seal_demo.EXAMPLES:
            outbox.publish(connection, "document.example", name, lane="documents")
            outbox.publish(connection, "document.example", name, lane="documents")
    town.work("documents")
    assert town.held == []
    found = {paper.cause: paper.state for paper in town.documents() if paper.cause.startswith("example:")}
    assert found == {
        "example:certificate": "valid",
        "example:revoked": "revoked",
        "example:quittance": "valid",
    }
    assert seal_demo.seed(town.guichet.sealed.seals) == 0
