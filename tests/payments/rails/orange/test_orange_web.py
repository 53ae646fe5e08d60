"""Orange's web payment: one token for ninety days, short ids, a page that is INITIATED for ever, a bare notice."""

import json
import uuid
from dataclasses import replace

import pytest
import time_machine

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from payments.contract import Misconfigured, NotReached, NotSupported
from payments.inbox import CallbackRefused
from payments.orange import wire
from payments.orange.callback import notices
from payments.orange.doors import door
from payments.orange.wire import Merchant
from tests.payments.rails.bench import Bench, bench
from tests.payments.rails.doorstep import client, kept, rung
from tests.payments.rails.operators import OrangeServer

PAGE = "https://guichet.example/p"


def server_of(ready: Bench) -> OrangeServer:
    assert isinstance(ready.server, OrangeServer)
    return ready.server


def test_an_order_id_is_short_and_its_own() -> None:
    made = {wire.order_id(str(uuid.uuid4())) for _ in range(200)}
    assert len(made) == 200
    assert {len(order) for order in made} == {26}


def test_one_token_serves_every_charge() -> None:
    with bench("orange") as ready:
        for _ in range(3):
            ready.rail.request(replace(ready.charge, attempt_id=str(uuid.uuid4())))
        assert server_of(ready).tokens_given == 1


def test_a_token_that_was_revoked_is_replaced_and_the_charge_made_once() -> None:
    with bench("orange") as ready:
        ready.rail.request(ready.charge)
        server_of(ready).token = "revoked"
        ready.rail.request(replace(ready.charge, attempt_id=str(uuid.uuid4())))
        assert (server_of(ready).tokens_given, ready.server.charges()) == (2, 2)


@pytest.mark.parametrize(("after_s", "given"), [(88 * 86_400, 1), (89 * 86_400 + 1, 2)])
def test_a_token_is_asked_again_before_its_ninety_days_are_over(
    monkeypatch: pytest.MonkeyPatch, after_s: int, given: int
) -> None:
    with bench("orange") as ready:
        ready.rail.request(ready.charge)
        later = clock.monotonic() + after_s
        monkeypatch.setattr(clock, "monotonic", lambda: later)
        ready.rail.request(replace(ready.charge, attempt_id=str(uuid.uuid4())))
        assert server_of(ready).tokens_given == given


@pytest.mark.parametrize(
    ("fault", "error"), [("500", NotReached), ("html", NotReached), ("401", Misconfigured)]
)
def test_without_a_token_no_charge_has_left(fault: str, error: type[Exception]) -> None:
    with bench("orange") as ready:
        ready.server.faults[""] = [fault]
        with pytest.raises(error):
            ready.rail.request(ready.charge)
        assert ready.server.charges() == 0


def test_the_body_is_what_the_documents_say() -> None:
    with bench("orange") as ready:
        requested = ready.rail.request(ready.charge)
        sent = json.loads(ready.server.calls[-1].body)
        assert (sent["amount"], sent["currency"], sent["lang"], sent["merchant_key"]) == (
            3000,
            "XOF",
            "fr",
            "a86b2087",
        )
        assert ready.server.calls[-1].path == "/orange-money-webpay/ml/v1/webpayment"
        assert (requested.hint, requested.expires_s) == ("notif0", 600)
        assert requested.tokens["payment_url"].endswith("pay0")


@pytest.mark.parametrize(("after_s", "state"), [(600, "pending"), (719, "pending"), (721, "expired")])
def test_an_abandoned_page_expires_by_our_own_clock(
    day: time_machine.Traveller, after_s: int, state: str
) -> None:
    with bench("orange") as ready:
        charge = ready.requested()
        day.shift(after_s)
        assert ready.rail.ask(charge).state == state


def test_a_payer_who_confirmed_is_waited_for(day: time_machine.Traveller) -> None:
    with bench("orange") as ready:
        charge = ready.requested()
        ready.server.word = "PENDING"
        day.shift(3600)
        assert ready.rail.ask(charge).state == "pending"


def test_another_amount_is_not_even_found() -> None:
    with bench("orange") as ready:
        charge = ready.requested()
        assert ready.rail.ask(replace(charge, amount_xof=2999)).state == "absent"


def test_a_refund_is_a_persons_work() -> None:
    with bench("orange") as ready:
        assert not ready.rail.capabilities.refund
        with pytest.raises(NotSupported):
            ready.rail.refund(ready.refund(ready.charge, "MP1"))
        with pytest.raises(NotSupported):
            ready.rail.ask_refund(ready.refund(ready.charge, "MP1"))


def test_addresses_and_names_too_long_for_orange_are_refused_at_start() -> None:
    with pytest.raises(ValueError, match="120"):
        Merchant("k", "XOF", "Guichet", PAGE, PAGE, "https://guichet.example/" + "x" * 120)
    with pytest.raises(ValueError, match="30"):
        Merchant("k", "XOF", "G" * 31, PAGE, PAGE, PAGE)


NOTICE = {"status": "SUCCESS", "notif_token": "dd497", "txnid": "MP150709.1341.A00073"}


@pytest.mark.parametrize(
    ("token", "body", "status", "rows", "bells"),
    [
        ("demo", NOTICE, 200, 1, 1),
        ("guess", NOTICE, 404, 0, 0),
        ("demo", {"status": "SUCCESS"}, 400, 1, 0),
        ("demo", NOTICE | {"status": "EXTRA"}, 200, 1, 1),
    ],
    ids=["good", "wrong secret", "no token", "unknown word"],
)
def test_the_door_keeps_what_names_a_charge(
    database: Database, keyring: Keyring, token: str, body: dict[str, str], status: int, rows: int, bells: int
) -> None:
    answer = client(door(database, keyring, "demo")).post(f"/payments/orange/{token}/notify", json=body)
    assert (answer.status_code, len(kept(database)), rung(database)) == (status, rows, bells)


def test_a_notice_names_its_charge_by_the_token_alone() -> None:
    notice = notices(json.dumps(NOTICE).encode())[0]
    assert (notice.hint.kind, notice.hint.value) == ("token", "dd497")
    assert notice.claim is not None
    assert (notice.claim.state, notice.claim.amount_xof) == ("succeeded", None)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"notif_token": 7}', b'{"notif_token": "' + b"x" * 300 + b'"}']
)
def test_what_is_no_notice_is_refused(body: bytes) -> None:
    with pytest.raises(CallbackRefused):
        notices(body)
