"""What a citizen says, owns or is told stays sealed: looked for everywhere after a day of broad use. Control 28."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as redis_py
import structlog

from gateway.queues import queue
from gateway.ticker import Ticker
from kernel import audit, clock, outbox
from kernel.database import Database
from kernel.ids import spaced
from tests.gateway.canaries import (
    CALLER,
    COMPANY,
    FREE_TEXT,
    GOODS,
    NAME,
    PAYER,
    PIN,
    Canaries,
    found,
    heard,
    in_jobs,
    in_redis,
    in_tables,
    letters,
)
from tests.gateway.canary_town import CanaryTown, canary_town
from tests.sms.africastalking_wire import line, recipients

ORANGE, MTN = "61002", "61603"
ANSWERS = (NAME, "MA.BKO.2020.B.1234", "151590", "2", "1", COMPANY, GOODS, "30", "1500", "F-KX90417", "1")
# What may be read in clear of what is typed here, and why.
IN_CLEAR = {
    "document_check.place": ({"name"}, "the post or office that whoever checks a paper names as his own"),
}


@pytest.fixture
def town(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str, tmp_path: Path
) -> Iterator[CanaryTown]:
    with canary_town(database_url, redis_url, tmp_path) as one:
        yield one


def deposits(town: CanaryTown) -> tuple[str, str]:
    """A request with wrong inputs on the way, filed after the administration was away; reference and code."""
    caller = town.phone(CALLER, ORANGE)
    caller.dial("17", "1", *ANSWERS[:1], f"{NAME} {PIN}", ANSWERS[1], f"code {PIN}", *ANSWERS[2:])
    caller.until("1 Confirmer")
    caller.say("1")
    number, code = re.findall(r"Référence ([\d ]+)\nCode (\d{4})", caller.screen)[0]
    reference = number.replace(" ", "")
    town.apex.order("503")
    town.work()
    with town.guichet.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE outbox SET due_at = now() WHERE done_at IS NULL")
    town.work()
    assert reference in town.apex.files
    assert NAME in repr(town.apex.filings)
    return reference, code


def asks(town: CanaryTown, reference: str, code: str) -> None:
    """Half a form, a stranger with the code, a look-up of nonsense, and messages of every kind."""
    caller, stranger = town.phone(CALLER, ORANGE), town.phone(PAYER, MTN)
    caller.dial("17", "1", *ANSWERS[:7])
    stranger.dial("1", reference, "1", f"{(int(code) + 1) % 10_000:04}", code)
    assert "Dossier" in stranger.screen or reference[:2] in stranger.screen
    caller.dial("1", f"{NAME} {PIN}")
    caller.dial("3", PIN, "0000")
    caller.dial(PIN, FREE_TEXT)
    for words in (
        FREE_TEXT, f"SUIVI {reference} {code}", f"SUIVI {NAME}", f"PAYER {PIN}", f"PIN {PIN}", f"{code}",
        "x" * 900 + FREE_TEXT, "SUIVI", "STOP", "START",
    ):  # fmt: skip
        assert town.sms(CALLER, words).status_code == 200
        town.work("events")
    town.sms(NAME[:11], FREE_TEXT)
    town.work()


def is_moved(town: CanaryTown, reference: str) -> str:
    """The administration writes back and grants it, is asked once more, and the paper is sealed; its code."""
    caller = town.phone(CALLER, ORANGE)
    for status, stage in (("SENDBACK", "complement"), ("APPROVED", "disponible")):
        said = {"status": status, "stage": stage, "comment": f"{NAME}: {FREE_TEXT}"}
        assert town.pushed(reference, **said).status_code == 202
        town.apex.set(reference, status, stage, said["comment"])
        town.work()
        caller.dial("1", "1")
        caller.until(FREE_TEXT[:6])
    caller.say("1")
    town.work()
    town.work()
    [certificate] = town.papers()
    assert certificate.holder_phone == CALLER
    [announced] = [sms for sms in town.received(CALLER) if spaced(certificate.number) in sms]
    return str(re.findall(r"code (\d{4})", announced)[0])


def pays(town: CanaryTown) -> str:
    """A prompt, a callback and a quittance; before it a refusal that names the payer. The code of the paper."""
    payer = town.phone(PAYER, MTN)
    town.provider.answers.insert(0, recipients(line(403, number=PAYER)))
    for faults in (["500-payer"], []):
        town.owes(PAYER, 2000 + len(faults))
        payer.dial("2", "1", "1", "1", "1")
        payer.until("1 Confirmer")
        payer.say("1")
        town.mtn.order(*faults)
        town.work()
    [reference] = town.mtn.charges
    town.mtn.approve(reference)
    assert town.told(reference).status_code == 200
    town.work()
    town.work()
    town.work()
    [said] = [sms for sms in town.received(PAYER) if "Quittance" in sms]
    [code] = re.findall(r"code (\d{4})", said)
    assert len(town.papers()) == 2
    report = {"id": "ATXid_1", "status": "Failed", "phoneNumber": PAYER, "failureReason": f"{NAME} {PAYER}"}
    town.client.post("/sms/africastalking/demo/reports", data=report)
    return str(code)


def is_checked(town: CanaryTown, code: str) -> None:
    """Somebody types what is printed, with his own name as the place."""
    host = {"HTTP_HOST": "localhost"}
    for given in (code, "0000"):
        fields = {"number": "260000000085", "code": given, "place": NAME, "said": FREE_TEXT}
        town.client.post("/verify", data=fields, environ_overrides=host)
        town.client.post("/verify/refusal", data=fields, environ_overrides=host)


def is_attacked(town: CanaryTown) -> None:
    """What is personal in every wrong place of a request."""
    secret = f"{CALLER} {NAME} {PIN}"
    forms = {
        "phoneNumber": CALLER,
        "sessionId": NAME,
        "serviceCode": PIN,
        "text": FREE_TEXT,
        "number": secret,
    }
    for path in (
        f"/nothing/{CALLER}/{NAME}", "/ussd/africastalking/wrong", "/ussd/africastalking/demo", "/ussd/mtn/demo",
        "/sms/africastalking/demo/inbound", "/sms/africastalking/demo/reports", "/sms/twilio/inbound",
        "/payments/mtn/demo/callback", "/payments/wave/webhook", "/partner/events", "/verify", "/admin/login",
    ):  # fmt: skip
        for body in (secret.encode(), b'{"name": "' + NAME.encode(), b"\xff" + secret.encode()):
            town.client.post(path, data=body, query_string={"q": secret}, headers={"X-Msisdn": CALLER})
        town.client.post(path, data=forms)
        town.client.get(f"{path}?{secret}")


def is_broken(town: CanaryTown) -> None:
    """PostgreSQL quotes the rows that it refuses."""
    with town.refusing("case_file", "sms_inbound", "step_receipt", "payment_attempt", "payment_callback"):
        caller = town.phone(CALLER, ORANGE)
        caller.dial("17", "1", *ANSWERS)
        caller.until("1 Confirmer")
        caller.say("1")
        said = f'{{"status": "FAILED", "externalId": "{PAYER}", "reason": "{NAME}"}}'
        town.client.put("/payments/mtn/demo/callback", data=said)
        town.sms(CALLER, FREE_TEXT)
    town.work()


def test_nothing_of_a_citizen_is_readable_outside_the_seals(town: CanaryTown, redis: redis_py.Redis) -> None:
    """Control 28."""
    canaries = Canaries()
    with heard() as lines:
        reference, canaries.codes["the code of the case"] = deposits(town)
        asks(town, reference, canaries.codes["the code of the case"])
        canaries.codes["the code of the certificate"] = is_moved(town, reference)
        canaries.codes["the code of the quittance"] = pays(town)
        is_checked(town, canaries.codes["the code of the quittance"])
        is_attacked(town)
        is_broken(town)
        Ticker(town.guichet, redis).round(0.01)
    raised = [f"{error!r} {error.__cause__!r} {error.__context__!r}" for error in town.raised]
    assert [line for line in lines if "Failing row contains" in line], "no complaint of PostgreSQL was heard"
    places = {
        "log": ((line[:200], line) for line in lines),
        "errors": ((line, line) for line in raised),
        "Redis": in_redis(redis),
        "jobs": in_jobs(redis),
        "tables": in_tables(town.guichet.database),
    }
    read = {where: found(canaries, texts) for where, texts in places.items()}
    assert read.pop("tables") == {place: sung for place, (sung, _why) in IN_CLEAR.items()}
    assert read == {"log": {}, "errors": {}, "Redis": {}, "jobs": {}}


def test_a_canary_is_found_wherever_it_is_put(town: CanaryTown, redis: redis_py.Redis) -> None:
    """What the test before counts: each of the five searches finds what is there."""
    canaries, at = Canaries({"the code of the case": "7391"}), clock.now()
    with heard() as lines:
        structlog.get_logger("a.room").debug("a_screen", said=FREE_TEXT)
        logging.getLogger("a.library").debug("GET /?to=%s", CALLER)
        try:
            int(NAME)
        except ValueError:
            structlog.get_logger("a.room").exception("it_broke")
    redis.hset("session", mapping={"code": "7391"})
    redis.zadd(f"rate:{PAYER}", {"x": 1})
    queue(redis, "sms").enqueue("gateway.jobs.drain", GOODS, description="a bell")
    with town.guichet.database.transaction() as connection:
        outbox.publish(connection, "case.moved", "c-1", payload={"note": [PIN]})
        audit.append(connection, COMPANY, "case.read", "c-1", {})
    assert [sorted(canaries.of(line)) for line in lines] == [["free text"], ["phone of the caller"], ["name"]]
    assert found(canaries, in_redis(redis)) == {
        "session": {"the code of the case"}, f"rate:{PAYER}": {"phone of the payer"},
    }  # fmt: skip
    assert list(found(canaries, in_jobs(redis)).values()) == [{"goods"}]
    assert found(canaries, in_tables(town.guichet.database)) == {
        "outbox.payload": {"a secret code"}, "audit_log.actor": {"company"},
    }  # fmt: skip
    for packed in (b"7391", b'\xff{"code": "7391"}\x00'):
        assert canaries.of(letters(packed)) == {"the code of the case"}
    assert canaries.of(f"at {at:%Y}-17391-7391a") == set()
