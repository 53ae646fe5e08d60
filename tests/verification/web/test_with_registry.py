"""The pages over the real registry: what is issued, revoked and presented is what the door says."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import redis as redis_py
from flask import Flask
from flask.testing import FlaskClient

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.limits import Limits
from tests.verification.core.office import APEX, HOST, NOON, OURS, REGISTER, ROOT
from tests.verification.registry.desk import CODE_KEY, NOBODYS, SHOWN, Desk
from tests.verification.web.site import PHOTO_S, TEXTS
from verification import base41, link
from verification.registry import copies, judging, lookup, refusals
from verification.registry.judging import Judged
from verification.registry.lookup import Looked
from verification.registry.request import Issued
from verification.web import Site, Visit, blueprint
from verification.web.photo import PhotoReader

AT = NOON + timedelta(hours=3)


class Registry:
    """The ports as the wiring makes them, at one time of the day."""

    def __init__(self, database: Database, keyring: Keyring, limits: Limits) -> None:
        self.desk, self.limits = Desk(database, keyring), limits

    def judge(self, text: str, visit: Visit) -> Judged:
        with self.desk.database.transaction() as connection:
            return judging.judge(
                connection, self.desk.keyring, self.desk.holdings, text, OURS, AT,
                client=visit.who, channel=visit.channel, place=visit.place, purpose=visit.purpose,
            )  # fmt: skip

    def look(self, number: str, code: str | None, visit: Visit) -> Looked:
        return lookup.check(
            self.desk.database, self.desk.keyring, self.limits, CODE_KEY, phone_or_client=visit.who, number=number,
            code=code, channel=visit.channel, at=AT, place=visit.place, purpose=visit.purpose,
        )  # fmt: skip

    def registers(self, kind: str, kid: bytes) -> bytes | None:
        with self.desk.database.transaction() as connection:
            return (
                copies.newest_bundle(connection) if kind == "bundle" else copies.newest(connection, kid, kind)
            )

    def refuse(self, number: str, code: str, place: str, said: str, visit: Visit) -> bytes:
        with self.desk.database.transaction() as connection:
            return refusals.prove(
                connection, self.desk.keyring, CODE_KEY, REGISTER, number=number, code=code, place=place, said=said,
                at=AT,
            )  # fmt: skip


@pytest.fixture
def registry(database: Database, redis: redis_py.Redis, keyring: Keyring) -> Registry:
    return Registry(database, keyring, Limits(redis))


@pytest.fixture
def client(registry: Registry) -> Iterator[FlaskClient]:
    app, site = Flask("pages", static_folder=None), Site((HOST,), ROOT.public, "*384#")
    app.register_blueprint(
        blueprint(
            registry.judge,
            registry.look,
            registry.registers,
            PhotoReader(PHOTO_S),
            TEXTS,
            site,
            refuse=registry.refuse,
        )
    )
    with app.test_client() as found:
        yield found


@pytest.fixture
def paper(registry: Registry) -> Issued:
    registry.desk.trust()
    found = registry.desk.issue(one_use=True)
    registry.desk.publish()
    registry.desk.watch(NOON + timedelta(hours=1))
    return found


def test_before_the_first_bundle_nothing_is_judged(client: FlaskClient) -> None:
    answer = client.post("/verify", json={"token": "I2W"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert client.get("/.well-known/guichet/trust-bundle").status_code == 404


@pytest.mark.parametrize(
    "ask",
    [
        lambda paper: {"token": link.compose(HOST, paper.token)},
        lambda paper: {"number": paper.number, "code": paper.code},
    ],
    ids=["seal", "number"],
)
def test_a_revocation_is_said_at_once(
    client: FlaskClient, registry: Registry, paper: Issued, ask: Callable[[Issued], dict[str, str]]
) -> None:
    """Bad-input row 54."""
    before = client.post("/verify", json=ask(paper)).json
    registry.desk.change(paper.number, at=AT)
    after = client.post("/verify", json=ask(paper)).json
    assert before is not None
    assert after is not None
    assert (before["verdict"], after["verdict"]) == ("VALID", "REVOKED")


def test_a_number_opens_with_its_code_only(client: FlaskClient, paper: Issued) -> None:
    said = [client.post("/verify", json=each).json for each in (
        {"number": paper.number, "code": paper.code}, {"number": paper.number}, {"number": NOBODYS, "code": "1234"},
    )]  # fmt: skip
    assert [(each["verdict"], each["fields"]) for each in said if each] == [
        ("VALID", SHOWN), ("VALID", {}), ("UNKNOWN", {}),
    ]  # fmt: skip


def test_a_paper_of_one_use_shows_where_it_was_used(client: FlaskClient, paper: Issued) -> None:
    asked = {"token": link.compose(HOST, paper.token), "place": "Malanville", "purpose": "presentation"}
    client.post("/verify", json=asked)
    page = client.post(
        "/verify", data={"token": asked["token"], "lang": "fr"}, environ_base={"REMOTE_ADDR": "10.9.9.9"}
    )
    assert "Déjà présenté" in page.text
    assert "Malanville" in page.text


def test_a_refusal_is_proven_by_the_registers_key(
    client: FlaskClient, registry: Registry, paper: Issued
) -> None:
    said = {"number": paper.number, "code": paper.code, "place": "Malanville", "said": "Tampon illisible"}
    page = client.post("/verify/refusal", data=said).text
    proof = base41.decode(page.split('<p class="proof">')[1].split("</p>")[0])
    trust = registry.desk.holdings
    with registry.desk.database.transaction() as connection:
        known, _ = trust.known(connection, APEX.kid)
    found = refusals.read(proof, known.bundle)
    assert (found.number, found.status, found.said) == (paper.number, "valid", "Tampon illisible")
