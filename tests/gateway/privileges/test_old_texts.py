"""The worker that forgets has the rights that it needs, and no more."""

from datetime import timedelta

import psycopg
import pytest
import time_machine
from sqlalchemy import select, update

from gateway import ticks
from gateway.privileges.redis_acl import User
from gateway.privileges.roles import Role
from gateway.wiring import build
from kernel import clock
from sms import inbound, of_person
from sms.contract import Inbound
from sms.outbox import queue
from sms.tables import SMS_MESSAGE
from tests.cast import KWAME
from tests.gateway.privileges.cluster import Cluster
from ussd.call import SessionEvent, Status
from ussd.events import store
from ussd.tables import USSD_EVENT


def test_the_worker_empties_old_texts_and_changes_nothing_else_of_what_came(roles: Cluster) -> None:
    web = build(roles.settings(Role.WEB, User.WEB))
    try:
        with web.database.transaction() as connection:
            came = Inbound("test", "old-text", KWAME, KWAME, "AIDE", "36000")
            inbound.receive(connection, web.keyring, came, inbound.ignore)
    finally:
        web.close()
    guichet = build(roles.settings(Role.WORKER, User.WORKER))
    try:
        with guichet.database.transaction() as connection:
            queue(connection, guichet.keyring, phone=KWAME, text="Bonjour", purpose="case.moved")
            connection.execute(update(SMS_MESSAGE).values(state="expired", final_at=clock.now()))
        with time_machine.travel(clock.now() + timedelta(days=91)):
            ticks.forget(guichet)
        with guichet.database.transaction() as connection:
            left = [
                read(connection, guichet.keyring, KWAME)[0]["text"]
                for read in (of_person.sent_to_phone, of_person.received_from_phone)
            ]
        assert left == ["", ""]
    finally:
        guichet.close()
    with (
        roles.connect(Role.WORKER) as worker,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"),
    ):
        worker.execute("UPDATE sms_inbound SET external_id = external_id")


def test_the_worker_deletes_the_ends_of_old_sessions(roles: Cluster) -> None:
    web = build(roles.settings(Role.WEB, User.WEB))
    try:
        with web.database.transaction() as connection:
            store(connection, web.keyring, SessionEvent("mtn", "*384#", "old", Status.SUCCESS))
    finally:
        web.close()
    guichet = build(roles.settings(Role.WORKER, User.WORKER))
    try:
        with time_machine.travel(clock.now() + timedelta(days=121)):
            ticks.forget(guichet)
        with guichet.database.transaction() as connection:
            assert connection.execute(select(USSD_EVENT)).all() == []
    finally:
        guichet.close()
