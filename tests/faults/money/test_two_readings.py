"""JSON that two readers read differently is no callback, whichever operator's address it is posted to."""

import json
import uuid

import pytest

from gateway.treasury import READERS
from payments.inbox import CallbackRefused

ATTEMPT = str(uuid.UUID(int=7, version=4))
SESSION = {
    "id": "cos-1", "checkout_status": "complete", "payment_status": "succeeded", "amount": "3000",
    "currency": "XOF", "client_reference": ATTEMPT, "transaction_id": "TCN1",
}  # fmt: skip
# A body that each rail takes; what is before it is not JSON but the header that is kept along.
SOUND = {
    "mtn": ("", {"status": "SUCCESSFUL", "externalId": "260000004256", "amount": "3000"}),
    "wave": ("", {"id": "EV_1", "type": "checkout.session.completed", "data": SESSION}),
    "orange": ("", {"status": "SUCCESS", "notif_token": "dd497", "txnid": "MP1"}),
    "gsma": (f"X-CorrelationID: {ATTEMPT}\r\n\r\n", {"transactionStatus": "completed", "amount": "3000"}),
    "pispi": ("", {"evCode": "PAIEMENT_RECU", "txId": uuid.UUID(ATTEMPT).hex, "montant": 3000}),
}
SPOILT = {
    "a key twice": lambda text: '{"x": 1, "x": 2, ' + text[1:],
    "NaN": lambda text: '{"x": NaN, ' + text[1:],
    "1e400": lambda text: '{"x": 1e400, ' + text[1:],
    "10,000 deep": lambda text: '{"x": ' + "[" * 10_000 + "]" * 10_000 + ", " + text[1:],
    "truncated": lambda text: text[:-3],
    "a word behind": lambda text: text + "x",
}


def test_every_reader_is_here() -> None:
    assert set(SOUND) == set(READERS)


@pytest.mark.parametrize("rail", SOUND)
def test_a_sound_body_names_its_charge(rail: str) -> None:
    head, body = SOUND[rail]
    assert len(READERS[rail]((head + json.dumps(body)).encode())) == 1


@pytest.mark.parametrize("rail", SOUND)
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_the_same_body_with_two_readings_is_refused(rail: str, spoil: object) -> None:
    """Bad-input row 39."""
    head, body = SOUND[rail]
    assert callable(spoil)
    with pytest.raises(CallbackRefused):
        READERS[rail]((head + spoil(json.dumps(body))).encode())
