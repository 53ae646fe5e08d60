"""Parts are killed while a citizen is in the middle of something; whatever was confirmed happens, once."""

import json
import os
import signal
from itertools import count

import psycopg
import pytest
import redis

from kernel import clock
from tests.cast import session_id
from tests.journeys.certificate import deposited, reference_in, up_to_consent
from tests.journeys.running import HTTP, ONCE, Running
from tests.waiting import until

PHONE = "+22370000001"
CITIZENS = count(1)


# Africa's Talking waits so long for an answer; the fuse of a step blows after 4 s (tests/conversation).
ANSWER_S_MAX = 10
# More than an administration is asked before somebody looks.
MANY = 100


def wait_until_filed_once(town: Running, reference: str) -> None:
    """The case knows its number, and the administration holds exactly that one file."""
    number = until(lambda: asked(town, reference))
    until(lambda: simulator_up(town))
    answer = HTTP.request(
        "GET", f"{town.simulator}/administrations/apex/applications", fields={"reference": reference}
    )
    assert [file["fileId"] for file in answer.json()] == [number]


def asked(town: Running, reference: str) -> str | None:
    try:
        return town.external_id(reference)
    except psycopg.OperationalError:
        return None  # PostgreSQL is one of those that are killed


def left_of(town: Running, fault: str) -> int:
    """How often this fault will still strike."""
    said = HTTP.request("GET", f"{town.simulator}/faults", headers=ONCE | {"Accept": "application/json"})
    return sum(order["times"] for order in said.json()["pending"] if order["fault"] == fault)


def ready(town: Running) -> bool:
    try:
        return HTTP.request("GET", f"{town.gateway}/readyz").status == 200
    except Exception:  # noqa: BLE001 - down is what it may be
        return False


def simulator_up(town: Running) -> bool:
    try:
        return HTTP.request("GET", f"{town.simulator}/phone/api/phones").status == 200
    except Exception:  # noqa: BLE001 - down is what it may be
        return False


@pytest.mark.parametrize(
    "victim", ["simulator", "worker administrations", "worker sms", "worker events", "ticker"]
)
def test_a_killed_process_loses_nothing(town: Running, victim: str) -> None:
    """Fault rows 1, 2, 7, 33 and 42."""
    os.kill(town.pid_of(victim), signal.SIGKILL)
    reference, *_ = deposited(town, PHONE)
    until(lambda: simulator_up(town))
    wait_until_filed_once(town, reference)
    assert "Code" in town.wait_for_sms(f"{reference[:2]} {reference[2:10]} {reference[10:]}", "Code")
    until(lambda: ready(town))


def test_an_administration_that_answers_nonsense_is_waited_for(town: Running) -> None:
    """Fault row 34; each further answer of the kind is in tests/backends, this is the way back."""
    for fault, times in (("html", 1), ("half-json", MANY)):
        town.order_fault("apex", fault, times)
    reference, *_ = deposited(town, PHONE)
    until(lambda: left_of(town, "half-json") < MANY)
    session = session_id()
    town.dial("", session)
    assert "Déposée" in town.dial("1", session)
    assert HTTP.request("DELETE", f"{town.simulator}/faults").status == 204
    wait_until_filed_once(town, reference)


def test_losing_all_of_redis_repeats_nothing(town: Running) -> None:
    """Fault row 9."""
    reference, end, text, session = deposited(town, PHONE)
    redis.Redis.from_url(town.urls["redis_url"]).flushall()
    assert town.dial(text, session) == end
    wait_until_filed_once(town, reference)


def test_a_session_cut_by_the_loss_of_redis_keeps_its_consent_unasked(town: Running) -> None:
    session = session_id()
    text = up_to_consent(town, PHONE, session)
    redis.Redis.from_url(town.urls["redis_url"]).flushall()
    screen = town.dial(f"{text}*1", session)
    assert screen.startswith("CON ")
    assert "Référence" not in screen


@pytest.mark.parametrize("server", ["valkey-server", "postgres"])
def test_a_killed_server_gets_a_polite_end_and_comes_back(town: Running, server: str) -> None:
    """Fault rows 8, 9, 12 and 13."""
    session = session_id()
    text = up_to_consent(town, PHONE, session)
    os.kill(town.pid_of(server), signal.SIGKILL)
    began = clock.monotonic()
    screen = town.dial(f"{text}*1", session)
    assert clock.monotonic() - began < ANSWER_S_MAX
    if "Référence" not in screen:  # the server was not back yet
        assert screen.startswith(("END ", "CON "))
        until(lambda: ready(town))
        screen = until(lambda: confirmed(town))
    wait_until_filed_once(town, reference_in(screen))


def confirmed(town: Running) -> str | None:
    """Another citizen's try: one phone may not dial thirty times a second."""
    session, phone = session_id(), f"+2237010{next(CITIZENS):04}"
    try:
        screen = town.dial(up_to_consent(town, phone, session) + "*1", session, phone)
    except AssertionError:
        return None  # not back yet: a polite end came before the consent
    return screen if "Référence" in screen else None


def test_every_invariant_holds_after_all_that(town: Running) -> None:
    until(lambda: ready(town))
    checked = town.guichet("check", "--json")
    assert checked.stdout, checked.stderr
    broken = [row for row in json.loads(checked.stdout) if row["broken"] and not row["warning"]]
    assert broken == []
