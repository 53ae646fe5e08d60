"""What a pushed event does to a case: once, only to the sender's own, and never with a crash."""

import pytest
from flask.testing import FlaskClient

from cases.queries import Cases
from kernel.crypto import Keyring
from kernel.database import Database
from partner.handlers import PartnerEvents
from tests.cases.desk import events, hand_in, news, put
from tests.cast import AWA
from tests.partner.pushes import event, kept, push


@pytest.fixture
def handler(database: Database, keyring: Keyring) -> PartnerEvents:
    return PartnerEvents(database, keyring)


def test_a_pushed_status_reaches_the_citizen_once(
    client: FlaskClient, database: Database, keyring: Keyring, handler: PartnerEvents
) -> None:
    deposited = hand_in(database, keyring)
    put(database, deposited.case_id, "en_verification")
    push(client, event(deposited.reference))
    for _ in range(2):
        handler.apply(news(database, "partner.status")[0])
    view = Cases(database, keyring).find(deposited.reference, AWA)
    assert view is not None
    assert (view.state, view.note) == ("complement", "La facture")
    assert view.checked_at is not None
    assert len(news(database, "case.moved")) == 1
    assert [row.state for row in kept(database)] == ["applied"]


@pytest.mark.parametrize(
    ("subject", "token", "state"),
    [
        ("260000000000", "token-of-apex-0123456789", "orphan"),
        ("dossier 12", "token-of-apex-0123456789", "orphan"),
        (None, "token-of-apex-0123456789", "orphan"),
        ("", "token-of-maec-0123456789", "orphan"),
    ],
    ids=["a reference of nobody", "no reference", "no subject", "the case of another administration"],
)
def test_an_event_without_its_case_is_marked_orphan(
    client: FlaskClient, database: Database, keyring: Keyring, handler: PartnerEvents,
    subject: str | None, token: str, state: str,
) -> None:  # fmt: skip
    """Bad-input row 32, for administrations."""
    deposited = hand_in(database, keyring)
    about = deposited.reference if subject == "" else subject
    assert push(client, event(subject=about), token=token).status_code == 202
    handler.apply(news(database, "partner.status")[0])
    assert [row.state for row in kept(database)] == [state]
    assert len(events(database, deposited.case_id)) == 1


@pytest.mark.parametrize(
    ("data", "state", "kind"),
    [
        (None, "unreadable", "deposited"),
        ("text", "unreadable", "deposited"),
        ([1], "unreadable", "deposited"),
        ({"status": 7}, "unreadable", "deposited"),
        ({"status": "LOST"}, "ignored", "unrecognised"),
        ({"status": "APPROVED", "stage": "rejet"}, "ignored", "unrecognised"),
    ],
)
def test_strange_data_changes_nothing(
    client: FlaskClient, database: Database, keyring: Keyring, handler: PartnerEvents,
    data: object, state: str, kind: str,
) -> None:  # fmt: skip
    """Bad-input row 33, for administrations."""
    deposited = hand_in(database, keyring)
    push(client, event(deposited.reference, data=data))
    handler.apply(news(database, "partner.status")[0])
    assert [row.state for row in kept(database)] == [state]
    assert events(database, deposited.case_id)[-1] == (
        kind,
        None if kind == "deposited" else "deposee",
        "deposee",
    )


def test_events_out_of_order_end_in_the_newest_state(
    client: FlaskClient, database: Database, keyring: Keyring, handler: PartnerEvents
) -> None:
    deposited = hand_in(database, keyring)
    put(database, deposited.case_id, "complement")
    back = event(deposited.reference, id="e-2", time="2026-02-07T15:00:00Z", data={"status": "PENDING"})
    for one in (back, event(deposited.reference)):
        push(client, one)
    for waiting in news(database, "partner.status"):
        handler.apply(waiting)
    assert [row.state for row in kept(database)] == ["applied", "ignored"]
    assert events(database, deposited.case_id)[-1] == ("ignored", "en_verification", "en_verification")
