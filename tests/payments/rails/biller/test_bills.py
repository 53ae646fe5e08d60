"""An operator's menu lists bills: of a phone, of a reference, of an account named in the GSMA's two ways."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from kernel import clock
from kernel.database import Database
from payments.biller.clients import Client, by_rail
from payments.tables import INVOICE
from tests.cast import AWA, KOFFI
from tests.payments.counter import ML, Counter
from tests.payments.rails.biller.operator import Operator


def test_the_open_bills_of_a_phone_are_listed_oldest_first(counter: Counter, operator: Operator) -> None:
    first, second = counter.invoice(2000), counter.invoice(900)
    counter.invoice(500, **ML)
    answer = operator.get(f"/accounts/msisdn/{KOFFI}/bills")
    bills = answer.get_json()
    assert [bill["billReference"] for bill in bills] == [first.reference, second.reference]
    assert (bills[0]["amountDue"], bills[0]["minimumAmountDue"], bills[0]["currency"]) == (
        "2000",
        "2000",
        "XOF",
    )
    assert (bills[0]["billStatus"], bills[0]["billdescription"]) == ("unpaid", first.label)
    assert answer.headers["X-Records-Available-Count"] == "2"


def test_a_bill_is_due_on_the_day_of_its_own_country(
    counter: Counter, operator: Operator, database: Database
) -> None:
    """23:30 UTC is the next day in Porto-Novo, and the same one in Bamako."""
    at = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    for words, day in (({}, "2026-12-01"), (ML, "2026-11-30")):
        invoice = counter.invoice(500, **words)
        with database.transaction() as connection:
            connection.execute(update(INVOICE).where(INVOICE.c.id == invoice.id).values(expires_at=at))
        (bill,) = operator.get(f"/accounts/consumerno/{invoice.reference}/bills").get_json()
        assert bill["dueDate"] == day


def test_a_bill_past_its_date_is_due_to_nobody(
    counter: Counter, operator: Operator, database: Database
) -> None:
    """Before it is swept too: whoever pays it is refused."""
    past, due = counter.invoice(2000), counter.invoice(900)
    for invoice, after in ((past, timedelta(0)), (due, timedelta(days=1))):
        until = {"expires_at": clock.now() + after}
        with database.transaction() as connection:
            connection.execute(update(INVOICE).where(INVOICE.c.id == invoice.id).values(until))
    answer = operator.get(f"/accounts/msisdn/{KOFFI}/bills")
    assert [bill["billReference"] for bill in answer.get_json()] == [due.reference]
    assert answer.headers["X-Records-Available-Count"] == "1"
    (bill,) = operator.get(f"/accounts/consumerno/{past.reference}/bills").get_json()
    assert (bill["billStatus"], bill["amountDue"], bill["minimumAmountDue"]) == ("unpaid", "0", "0")


@pytest.mark.parametrize("spelling", ["2290197000003", "+22997000003", "002290197000003"])
def test_a_phone_is_known_in_every_spelling(counter: Counter, operator: Operator, spelling: str) -> None:
    counter.invoice()
    assert len(operator.get(f"/accounts/msisdn/{spelling}/bills").get_json()) == 1


def test_a_reference_finds_its_bill_paid_or_not(counter: Counter, operator: Operator) -> None:
    invoice = counter.invoice(2000)
    for path in (
        f"/accounts/consumerno/{invoice.reference}/bills",
        f"/accounts/accountid@{invoice.reference}/bills",
    ):
        assert operator.get(path).get_json()[0]["billReference"] == invoice.reference
    operator.pay(invoice.reference, "2000")
    bill = operator.get(f"/accounts/consumerno/{invoice.reference}/bills").get_json()[0]
    assert (bill["billStatus"], bill["amountDue"]) == ("paid", "0")


def test_an_account_of_several_identifiers_is_read_by_the_one_we_know(
    counter: Counter, operator: Operator
) -> None:
    counter.invoice()
    path = f"/accounts/organisationid@guichet$msisdn@{KOFFI}/bills"
    assert len(operator.get(path).get_json()) == 1


def test_pages_are_asked_for_by_limit_and_offset(counter: Counter, operator: Operator) -> None:
    made = [counter.invoice(100 + number).reference for number in range(3)]
    answer = operator.get(f"/accounts/msisdn/{KOFFI}/bills?limit=2&offset=1")
    assert [bill["billReference"] for bill in answer.get_json()] == made[1:]
    counts = (answer.headers["X-Records-Available-Count"], answer.headers["X-Records-Returned-Count"])
    assert counts == ("3", "2")


def test_a_stranger_has_no_bills(counter: Counter, operator: Operator) -> None:
    counter.invoice()
    assert operator.get(f"/accounts/msisdn/{AWA}/bills").get_json() == []


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/accounts/msisdn/abc/bills", 404, "identifierError"),
        ("/accounts/iban/ML001/bills", 404, "identifierError"),
        ("/accounts/nothing/bills", 404, "identifierError"),
        ("/accounts/consumerno/260000000000/bills", 404, "identifierError"),
        (f"/accounts/msisdn/{KOFFI}/bills?limit=x", 400, "invalidOffset"),
        (f"/accounts/msisdn/{KOFFI}/bills?offset=-1", 400, "invalidOffset"),
        ("/responses/not-a-uuid", 400, "formatError"),
        ("/responses/6f1c1cf0-0000-4000-8000-000000000000", 404, "identifierError"),
    ],
)
def test_what_cannot_be_answered_is_an_error_object(
    operator: Operator, path: str, status: int, code: str
) -> None:
    answer = operator.get(path)
    assert (answer.status_code, answer.get_json()["errorCode"]) == (status, code)
    assert set(answer.get_json()) == {"errorCategory", "errorCode", "errorDescription", "errorDateTime"}


@pytest.mark.parametrize("key", [None, "", "the-key-of-the-operato", "x" * 5000])
@pytest.mark.parametrize(
    "path", [f"/accounts/msisdn/{KOFFI}/bills", "/heartbeat", "/bills/260000004256/payments"]
)
def test_without_a_key_nothing_is_told(operator: Operator, key: str | None, path: str) -> None:
    operator.key = key
    answer = operator.get(path)
    assert (answer.status_code, answer.get_json()["errorCode"]) == (401, "clientAuthorisationError")


@pytest.mark.parametrize(
    "headers",
    [{"X-Content-Hash": "0" * 64}, {"X-Date": "2020-01-01T00:00:00Z"}, {"X-Date": "yesterday"}],
    ids=["another body", "old", "no date"],
)
def test_a_message_that_was_changed_or_kept_is_refused(operator: Operator, headers: dict[str, str]) -> None:
    assert operator.get("/heartbeat", **headers).get_json()["errorCode"] == "formatError"


def test_the_heartbeat_says_whether_bills_are_taken(operator: Operator) -> None:
    assert operator.get("/heartbeat").get_json() == {"serviceStatus": "available"}


@pytest.mark.parametrize(
    "clients", [[Client("a", "k"), Client("a", "l")], [Client("a", "")]], ids=["one rail twice", "no key"]
)
def test_operators_that_could_be_taken_for_each_other_are_refused_at_start(clients: list[Any]) -> None:
    with pytest.raises(ValueError, match="each operator"):
        by_rail(clients)


def test_no_answer_names_the_payer(counter: Counter, operator: Operator) -> None:
    counter.invoice()
    told = json.dumps(operator.get(f"/accounts/msisdn/{KOFFI}/bills").get_json())
    assert KOFFI.lstrip("+") not in told
