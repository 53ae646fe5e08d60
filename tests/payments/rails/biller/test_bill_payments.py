"""An operator pays a bill: once, whole, and as money like any other."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from kernel import clock
from payments.biller.tables import BILL_PAYMENT
from payments.reconciliation.importing import Imports, Source
from payments.tables import INVOICE, PAYMENT_ATTEMPT
from tests.cast import KOFFI
from tests.payments.counter import ACCOUNTING, Counter
from tests.payments.rails.biller.operator import Operator


def payments(counter: Counter) -> int:
    with counter.database.transaction() as connection:
        return connection.execute(select(func.count()).select_from(BILL_PAYMENT)).scalar_one()


def test_a_bill_is_paid_at_once_and_becomes_a_quittance(counter: Counter, operator: Operator) -> None:
    invoice = counter.invoice(2000)
    answer = operator.pay(invoice.reference, "2000.00", requestingOrganisationTransactionReference="OM-1")
    told = answer.get_json()
    assert (answer.status_code, told["billPaymentStatus"], told["amountPaid"]) == (201, "completed", "2000")
    assert counter.read(invoice).state == "paid"
    (receipt,) = counter.receipts()
    assert (receipt.rail, receipt.operator_id, receipt.disposition) == ("biller", "OM-1", "settled")
    assert counter.news("invoice.paid")[0].subject == invoice.id


@pytest.mark.parametrize(
    "path", ["/accounts/msisdn/{phone}/bills/{ref}/payments", "/accounts/msisdn@{phone}/bills/{ref}/payments"]
)
def test_both_ways_of_naming_the_account_pay(counter: Counter, operator: Operator, path: str) -> None:
    invoice = counter.invoice(2000)
    path = path.format(phone=KOFFI, ref=invoice.reference)
    assert operator.pay(invoice.reference, "2000", path).status_code == 201
    assert len(operator.get(path).get_json()) == 1
    assert counter.receipts()[0].payer_index is not None


def test_the_same_request_again_is_refused_and_found_by_its_id(counter: Counter, operator: Operator) -> None:
    """A re-used X-CorrelationID is rejected, not replayed."""
    invoice, correlation = counter.invoice(2000), str(uuid.uuid4())
    first = operator.pay(invoice.reference, "2000", correlation=correlation).get_json()
    again = operator.pay(invoice.reference, "2000", correlation=correlation)
    assert (again.status_code, again.get_json()["errorCode"]) == (400, "duplicateRequest")
    link = operator.get(f"/responses/{correlation}").get_json()["link"]
    assert operator.get(link).get_json() == first
    assert len(counter.receipts()) == 1


def test_the_same_transaction_under_another_id_is_refused(counter: Counter, operator: Operator) -> None:
    one, other = counter.invoice(2000), counter.invoice(2000)
    operator.pay(one.reference, "2000", requestingOrganisationTransactionReference="OM-1")
    again = operator.pay(other.reference, "2000", requestingOrganisationTransactionReference="OM-1")
    assert again.get_json()["errorCode"] == "duplicateRequest"
    assert counter.read(other).state == "open"


def test_the_line_of_the_operators_statement_finds_the_payment(
    counter: Counter, operator: Operator, tmp_path: Path
) -> None:
    """Under any other id than the operator's own, the same money would come in again, in suspense."""
    invoice = counter.invoice(2000)
    operator.pay(invoice.reference, "2000", requestingOrganisationTransactionReference=" OM-1 ")
    at = counter.receipts()[0].received_at
    path = tmp_path / "biller.csv"
    path.write_text(
        f"Date;Type;Transaction;Montant\n{clock.local('BJ', at):%Y-%m-%d %H:%M:%S};paiement;OM-1;2000\n",
        encoding="utf-8",
    )
    imports = Imports(counter.database, counter.settlement, ACCOUNTING)
    report = imports.run(Source(path, "biller", "BJ", "generic"), by="awa")
    assert [(tally.class_, tally.count) for tally in report.tallies] == [("matched", 1)]
    assert [row.disposition for row in counter.receipts()] == ["settled"]


def test_ten_requests_at_once_pay_once(counter: Counter, operator: Operator) -> None:
    invoice = counter.invoice(2000)

    def pay(_number: int) -> int:
        return Operator(operator.client.application.test_client()).pay(invoice.reference, "2000").status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = sorted(pool.map(pay, range(10)))
    assert statuses == [201] + [400] * 9
    assert (len(counter.receipts()), payments(counter)) == (1, 1)


@pytest.mark.parametrize(
    ("amount", "changed", "code"),
    [
        ("1999", {}, "underPaymentNotAllowed"),
        ("2001", {}, "overPaymentNotAllowed"),
        ("2000.5", {}, "formatError"),
        ("0", {}, "formatError"),
        ("-2000", {}, "formatError"),
        (2000.5, {}, "formatError"),
        (None, {}, "mandatoryValueNotSupplied"),
        ("2000", {"currency": "EUR"}, "currencyNotSupported"),
        ("2000", {"currency": None}, "mandatoryValueNotSupplied"),
        ("2000", {"requestingOrganisationTransactionReference": "x" * 300}, "lengthError"),
        ("2000", {"requestingOrganisationTransactionReference": None}, "mandatoryValueNotSupplied"),
        ("2000", {"requestingOrganisationTransactionReference": " "}, "mandatoryValueNotSupplied"),
    ],
    ids=[
        "too little",
        "too much",
        "half a franc",
        "nothing",
        "negative",
        "float",
        "no amount",
        "euros",
        "no currency",
        "long",
        "no transaction of the operator's",
        "a blank transaction",
    ],
)
def test_what_is_not_what_is_due_is_refused_and_leaves_nothing(
    counter: Counter, operator: Operator, amount: object, changed: dict[str, Any], code: str
) -> None:
    invoice = counter.invoice(2000)
    answer = operator.pay(invoice.reference, amount, **changed)
    assert (answer.status_code, answer.get_json()["errorCode"]) == (400, code)
    assert (counter.receipts(), payments(counter), counter.read(invoice).state) == ([], 0, "open")


def test_the_deprecated_name_of_the_amount_is_read(counter: Counter, operator: Operator) -> None:
    invoice = counter.invoice(2000)
    assert operator.pay(invoice.reference, None, paidAmount="2000").status_code == 201


def test_a_bill_that_no_account_can_hold_is_paid_in_parts(counter: Counter, operator: Operator) -> None:
    invoice = counter.invoice(3_000_000)
    assert operator.pay(invoice.reference, "1999999").get_json()["errorCode"] == "underPaymentNotAllowed"
    assert operator.pay(invoice.reference, "2000000").status_code == 201
    bill = operator.get(f"/accounts/consumerno/{invoice.reference}/bills").get_json()[0]
    assert (bill["billStatus"], bill["amountDue"]) == ("partialpaid", "1000000")
    assert operator.pay(invoice.reference, "1000000").status_code == 201
    assert counter.read(invoice).state == "paid"


def test_a_mistyped_or_unknown_bill_is_nobodys(operator: Operator) -> None:
    for reference in ("260000000000", "260000004256", "abc"):
        answer = operator.pay(reference, "2000")
        assert (answer.status_code, answer.get_json()["errorCode"]) == (404, "identifierError")


@pytest.mark.parametrize(
    ("rail", "status"),
    [("mtn", 400), ("orange_merchant", 201)],
    ids=["being approved", "a code nobody dialled"],
)
def test_a_bill_that_is_being_paid_on_the_phone_waits(
    counter: Counter, operator: Operator, rail: str, status: int
) -> None:
    invoice = counter.invoice(2000)
    with counter.database.transaction() as connection:
        connection.execute(
            PAYMENT_ATTEMPT.insert().values(
                id=str(uuid.uuid4()), invoice_id=invoice.id, rail=rail, base_url="http://x", payer_index="0" * 32,
                payer_sealed=b"x", amount_xof=2000, operator_fee_xof=0, state="created", created_at=clock.now(),
            )
        )  # fmt: skip
    assert operator.pay(invoice.reference, "2000").status_code == status


def test_a_bill_past_its_date_is_refused(counter: Counter, operator: Operator) -> None:
    invoice = counter.invoice(2000)
    with counter.database.transaction() as connection:
        past = clock.now() - timedelta(days=1)
        connection.execute(update(INVOICE).where(INVOICE.c.id == invoice.id).values(expires_at=past))
    assert operator.pay(invoice.reference, "2000").get_json()["errorCode"] == "incorrectState"


def test_another_operator_does_not_see_what_this_one_paid(counter: Counter, operator: Operator) -> None:
    invoice, correlation = counter.invoice(2000), str(uuid.uuid4())
    operator.pay(invoice.reference, "2000", correlation=correlation)
    other = Operator(operator.client, "the-key-of-another")
    assert other.get(f"/bills/{invoice.reference}/payments").get_json() == []
    assert other.get(f"/responses/{correlation}").status_code == 404


def test_a_body_that_is_too_long_is_not_read(operator: Operator) -> None:
    assert operator.pay("260000004256", "x" * 20_000).get_json()["errorCode"] == "lengthError"
