"""A citizen asks and is answered through the real Kannel, the whole gateway behind it."""

from collections.abc import Iterator

import pytest
import redis as redis_py
from pydantic import SecretStr
from sqlalchemy import select

from gateway.jobs import drain_with
from gateway.settings import Settings
from gateway.web import create_app
from gateway.wiring import Guichet, build
from kernel.database import Database
from sms.tables import SMS_MESSAGE
from tests.cast import AWA
from tests.sms.kannel_box.box import Box, Phone, running
from tests.sms.kannel_box.configuration import NUMBER, PASSWORD, USER
from tests.sms.kannel_box.doors import TOKEN, Place, serving
from tests.waiting import until


@pytest.fixture
def place() -> Iterator[Place]:
    with serving() as place:
        yield place


@pytest.fixture
def box(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running(tmp_path_factory.mktemp("kannel"), place.get_url) as box:
        yield box


@pytest.fixture
def town(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str, place: Place, box: Box
) -> Iterator[Guichet]:
    """The gateway, whose only way out and in is Kannel."""
    settings = Settings(
        database_url=SecretStr(database_url), redis_url=SecretStr(redis_url), sms_quiet_hours="",
        channel_token=SecretStr(TOKEN), public_url=place.url, africastalking_base_url="",
        kannel_base_url=box.url, kannel_username=USER, kannel_password=SecretStr(PASSWORD), kannel_sender=NUMBER,
    )  # fmt: skip
    guichet = build(settings)
    place.app = create_app(guichet).wsgi_app
    yield guichet
    guichet.close()


def states(guichet: Guichet) -> list[str]:
    with guichet.database.transaction() as connection:
        return list(connection.execute(select(SMS_MESSAGE.c.state)).scalars())


def says(guichet: Guichet, place: Place, phone: Phone, text: str) -> None:
    """Send ``text`` from the phone, and let the workers run once."""
    before = len(place.at("inbound"))
    phone.send(f"{AWA} {NUMBER} text {text}")
    until(lambda: len(place.at("inbound")) > before, what="inbound SMS")
    until(lambda: drain_with(guichet, "events") > 0, what="command")
    drain_with(guichet, "sms")


def test_a_conversation_goes_both_ways_and_every_answer_is_reported(
    town: Guichet, place: Place, box: Box
) -> None:
    with box.phone() as phone:
        says(town, place, phone, "AIDE")
        until(lambda: phone.heard("Guichet par SMS: SUIVI"), what="help")
        says(town, place, phone, "LANGUE")
        until(lambda: phone.heard("Bamanankan"), what="question")
        says(town, place, phone, "4")
        until(lambda: phone.heard("English"), what="answer to the question")
        until(lambda: states(town) == ["delivered"] * 3, what="reports")
