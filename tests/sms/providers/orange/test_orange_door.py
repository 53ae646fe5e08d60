"""What Orange alone posts: JSON, addresses with "tel:", messages without an id, reports by callbackData."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from kernel.crypto import Keyring
from kernel.database import Database
from sms.orange.reports import report
from sms.tables import SMS_INBOUND, SMS_REPORT
from tests.cast import AWA, KOFFI
from tests.sms.providers.doorstep import Heard, client, rows

INBOUND, REPORTS = "/sms/orange/s3cret/inbound", "/sms/orange/s3cret/reports"
# As Orange's platforms without message ids post it.
SMS = {
    "senderAddress": f"tel:{AWA}", "destinationAddress": "tel:36555", "message": "SUIVI",
    "dateTime": "2026-11-21T06:04:45+00:00",
}  # fmt: skip


@pytest.fixture
def heard() -> Heard:
    return []


@pytest.fixture
def web(database: Database, keyring: Keyring, heard: Heard) -> FlaskClient:
    return client(database, keyring, heard)


def _post(web: FlaskClient, **changes: Any) -> int:
    message = {name: value for name, value in (SMS | changes).items() if value is not None}
    body = {"inboundSMSMessageNotification": {"callbackData": "x", "inboundSMSMessage": message}}
    return web.post(INBOUND, json=body).status_code


def test_a_message_without_an_id_is_known_again_by_all_that_it_says(
    web: FlaskClient, database: Database, heard: Heard
) -> None:
    """Bad-input row 29."""
    assert [_post(web), _post(web)] == [200, 200]
    [row] = rows(database, SMS_INBOUND)
    assert len(heard) == 1
    assert not [word for word in (AWA[1:], "SUIVI") if word in row.external_id]


@pytest.mark.parametrize(
    "changes",
    [
        {"dateTime": "2026-11-21T06:04:46+00:00"},
        {"message": "Suivi"},
        {"senderAddress": f"tel:{KOFFI}"},
        {"destinationAddress": "tel:36556"},
        {"messageId": "1"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_another_message_without_an_id_is_another(
    web: FlaskClient, heard: Heard, changes: dict[str, str]
) -> None:
    _post(web)
    _post(web, **changes)
    assert len(heard) == 2


@pytest.mark.parametrize("date", [None, "", " "], ids=["absent", "empty", "blank"])
def test_with_neither_id_nor_time_it_is_refused(
    web: FlaskClient, database: Database, date: str | None
) -> None:
    """Two equal messages could not be told from one that is posted twice."""
    assert _post(web, dateTime=date) == 400
    assert rows(database, SMS_INBOUND) == []


def test_addresses_are_read_with_and_without_their_scheme(web: FlaskClient, heard: Heard) -> None:
    _post(web)
    _post(web, senderAddress=AWA, destinationAddress="36555", messageId="2")
    assert [(said.phone, said.recipient) for said in heard] == [(AWA, "36555")] * 2


STATUSES: dict[str, str | None] = {
    "DeliveredToTerminal": "delivered",
    "DeliveredToNetwork": "sent",
    "DeliveryUncertain": "sent",
    "MessageWaiting": "sent",
    "DeliveryNotificationNotSupported": "sent",
    "DeliveryImpossible": "failed",
    "deliveredtoterminal": None,
    "Teleported": None,
}


@pytest.mark.parametrize(("status", "state"), STATUSES.items(), ids=STATUSES)
def test_each_status_is_a_state_of_ours(status: str, state: str | None) -> None:
    info = {"address": f"tel:{AWA}", "deliveryStatus": status}
    told = report({"deliveryInfoNotification": {"callbackData": "req-1", "deliveryInfo": info}})
    assert (told.state, told.provider_id, told.phone, told.message_id) == (state, "req-1", AWA, None)


MALFORMED: dict[str, Any] = {
    "no notification": {},
    "no info": {"deliveryInfoNotification": {"callbackData": "1"}},
    "no id": {"deliveryInfoNotification": {"deliveryInfo": {"deliveryStatus": "MessageWaiting"}}},
    "an id that is a number": {
        "deliveryInfoNotification": {"callbackData": 1, "deliveryInfo": {"deliveryStatus": "MessageWaiting"}}
    },
    "no status": {"deliveryInfoNotification": {"callbackData": "1", "deliveryInfo": {}}},
    "a list of infos": {"deliveryInfoNotification": {"callbackData": "1", "deliveryInfo": []}},
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_report_is_refused(web: FlaskClient, database: Database, body: Any) -> None:
    assert web.post(REPORTS, json=body).status_code == 400
    assert rows(database, SMS_REPORT) == []


def test_a_report_without_an_address_is_kept(web: FlaskClient, database: Database) -> None:
    body = {
        "deliveryInfoNotification": {
            "callbackData": "1",
            "deliveryInfo": {"deliveryStatus": "MessageWaiting"},
        }
    }
    assert web.post(REPORTS, json=body).status_code == 200
    assert [row.phone_index for row in rows(database, SMS_REPORT)] == [None]
