"""What leaves for MTN byte by byte, and what each of its answers means. MTN MoMo Open API, Collections."""

import json
import uuid

import pytest
from structlog.testing import capture_logs

from kernel import clock
from kernel.egress import Egress
from payments.contract import (
    Charge,
    Declined,
    Misconfigured,
    NotReached,
    NotSupported,
    NotTried,
    RailError,
    Refund,
    Unanswered,
)
from payments.mtn import Mtn, Platform, Product, wire
from tests.cast import KOFFI
from tests.payments.counter import CALLBACK, mtn
from tests.payments.mtn_server import MtnServer

ID = "4f3b0a52-6a5b-4f5e-9a4e-2f1f6f1f0a11"


def charge(server: MtnServer, attempt_id: str = ID) -> Charge:
    return Charge(attempt_id, 3000, KOFFI, "260123456780", "Taxe d'habitation été", server.url)


def test_a_charge_leaves_as_the_operator_wants_it(operator: MtnServer) -> None:
    rail = mtn(operator)
    assert (rail.request(charge(operator)).expires_s, uuid.UUID(ID).version) == (300, 4)
    (token,) = operator.seen("POST", "/collection/token/")
    assert token["authorization"] == "Basic dXNlcj06a2V5"
    assert (token["x-target-environment"], token["content-length"]) == ("mtnbenin", "0")
    (sent,) = operator.seen("POST", "/collection/v1_0/requesttopay")
    assert (sent["x-reference-id"], sent["x-callback-url"]) == (ID, CALLBACK)
    assert (sent["x-target-environment"], sent["ocp-apim-subscription-key"]) == ("mtnbenin", "subscription")
    assert "python-requests" not in sent["user-agent"]
    assert operator.charges[ID].body == {
        "amount": "3000", "currency": "XOF", "externalId": "260123456780",
        "payer": {"partyIdType": "MSISDN", "partyId": "2290197000003"},
        "payerMessage": "Taxe d habitation ete 260123456780", "payeeNote": "260123456780",
    }  # fmt: skip


def test_without_a_callback_address_no_header_is_sent(operator: MtnServer) -> None:
    egress = Egress([operator.url], allow_private=["127.0.0.0/8"])
    platform = Platform(operator.url, Product("user=", "key", "subscription"))
    rail = Mtn(egress, [platform], callback_url=None, fee=lambda _amount: 0)
    rail.request(charge(operator))
    assert "x-callback-url" not in operator.seen("POST", "requesttopay")[0]
    with pytest.raises(NotSupported):
        rail.refund(refund(operator))


def test_one_token_serves_until_shortly_before_its_end(
    operator: MtnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    rail = mtn(operator)
    for seconds, tokens in ((0, 1), (1800, 1), (3530, 1), (3541, 2)):
        monkeypatch.setattr(clock, "monotonic", lambda at=seconds: 1000.0 + at)
        rail.request(charge(operator, str(uuid.uuid4())))
        assert operator.tokens == tokens


def test_a_token_that_is_refused_early_is_fetched_anew_and_the_charge_sent_once(operator: MtnServer) -> None:
    rail = mtn(operator)
    rail.request(charge(operator))
    operator.tokens += 1
    other = str(uuid.uuid4())
    rail.request(charge(operator, other))
    assert set(operator.charges) == {ID, other}


def test_the_same_charge_again_is_accepted_and_taken_once(operator: MtnServer) -> None:
    """409 RESOURCE_ALREADY_EXIST: it has it already, poll it."""
    rail = mtn(operator)
    assert rail.request(charge(operator)) == rail.request(charge(operator))
    assert len(operator.charges) == 1


@pytest.mark.parametrize(
    ("fault", "error", "reason"),
    [
        ("500", Unanswered, "http_500"),
        ("503", Unanswered, "http_503"),
        ("html", Unanswered, "http_200"),
        ("drop", Unanswered, None),
        ("429", NotTried, "too_many"),
        ("400", Declined, "REQUEST_REJECTED"),
        ("500-payer", Declined, "PAYER_NOT_FOUND"),
        ("500-currency", Misconfigured, "INVALID_CURRENCY"),
        ("403-html", Misconfigured, "forbidden"),
        ("404-html", Misconfigured, "http_404"),
    ],
)
def test_each_refusal_says_what_to_do_next(
    operator: MtnServer, fault: str, error: type[RailError], reason: str | None
) -> None:
    operator.order(fault)
    with pytest.raises(error) as caught:
        mtn(operator).request(charge(operator))
    assert reason in (None, caught.value.reason)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("500", NotReached),
        ("503", NotReached),
        ("html", NotReached),
        ("drop", NotReached),
        ("401", Misconfigured),
    ],
)
def test_while_there_is_no_token_nothing_was_sent(
    operator: MtnServer, fault: str, error: type[RailError]
) -> None:
    operator.token_faults.extend([fault, fault])
    with pytest.raises(error):
        mtn(operator).request(charge(operator))
    assert operator.charges == {}


@pytest.mark.parametrize(
    ("status", "reason", "state", "why"),
    [
        ("PENDING", None, "pending", None),
        ("CREATED", None, "pending", None),
        ("ONGOING", None, "pending", None),
        ("REJECTED", None, "pending", None),
        ("TIMEOUT", None, "pending", None),
        ("successful", None, "pending", None),
        ("SUCCES", None, "pending", None),
        ("FAILED", "NOT_ENOUGH_FUNDS", "failed", "NOT_ENOUGH_FUNDS"),
        ("FAILED", {"code": "APPROVAL_REJECTED", "message": "x"}, "failed", "APPROVAL_REJECTED"),
        ("FAILED", "Le client a dit non", "failed", "OTHER"),
        ("FAILED", {"code": ["x"]}, "failed", "OTHER"),
        ("FAILED", "EXPIRED", "expired", "EXPIRED"),
        ("FAILED", "COULD_NOT_PERFORM_TRANSACTION", "expired", "COULD_NOT_PERFORM_TRANSACTION"),
    ],
)
def test_each_status_word_has_one_meaning_and_an_unknown_one_is_no_verdict(
    operator: MtnServer, status: str, reason: object, state: str, why: str | None
) -> None:
    """Bad-input row 45."""
    rail = mtn(operator)
    rail.request(charge(operator))
    operator.refuse(ID, reason, status)
    with capture_logs() as logs:
        said = rail.ask(charge(operator))
    assert (said.state, said.reason, said.raw) == (state, why, status)
    # CREATED is what every charge is called at first: an alarm for it would be one a payment.
    told = [line["word"] for line in logs if line["event"] == "rail_word_unrecognised"]
    assert told == ([] if status in ("CREATED", "PENDING", "FAILED") else [status])


def test_a_success_says_who_paid_how_much_for_what(operator: MtnServer) -> None:
    rail = mtn(operator)
    rail.request(charge(operator))
    operator.approve(ID)
    said = rail.ask(charge(operator))
    assert (said.state, said.amount_xof, said.currency) == ("succeeded", 3000, "XOF")
    assert (said.payer, said.reference) == ("2290197000003", "260123456780")
    assert said.operator_id == operator.charges[ID].transaction


@pytest.mark.parametrize(
    ("written", "francs"),
    [
        ("3000", 3000), ("3000.0", 3000), ("3000.00", 3000), (3000, 3000), ("3000.5", -1), ("1e9999", -1),
        ("-1", -1), ("NaN", -1), ("", -1), (True, -1), (["3000"], -1), (10**30, -1), (None, None),
    ],
)  # fmt: skip
def test_an_amount_is_whole_francs_or_matches_nothing(written: object, francs: int | None) -> None:
    """Bad-input row 40."""
    said = {"status": "SUCCESSFUL", "amount": written}
    assert wire.standing(said, Platform("", Product("", "", ""))).amount_xof == francs


def test_a_sandbox_s_euros_pass_there_and_nowhere_else() -> None:
    sandbox = Platform("", Product("", "", ""), environment="sandbox", currency="EUR")
    said = {"status": "SUCCESSFUL", "currency": "EUR"}
    assert wire.standing(said, sandbox).currency == "XOF"
    assert wire.standing(said, Platform("", Product("", "", ""))).currency == "EUR"
    assert wire.standing({**said, "currency": "XOF"}, sandbox).currency == "XOF"


def test_what_the_operator_never_got_is_absent(operator: MtnServer) -> None:
    assert mtn(operator).ask(charge(operator)).state == "absent"
    operator.order("404-html")
    with pytest.raises(Unanswered):
        mtn(operator).ask(charge(operator))


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("L'été à l'hôpital", "L ete a l hopital"),
        ("Taxe <b>& \n{}", "Taxe b"),
        ("", "-"),
        ("''", "-"),
        ("x" * 300, "x" * 160),
        ("ɛsɔ ŋ", "eso ng"),
    ],
)
def test_a_message_has_no_sign_that_the_operator_refuses(text: str, sent: str) -> None:
    assert wire.message(text) == sent


def refund(server: MtnServer) -> Refund:
    refund_id = "0d3b0a52-6a5b-4f5e-9a4e-2f1f6f1f0a12"
    return Refund(refund_id, ID, "23503452", 1000, KOFFI, "260123456780", server.url)


def test_a_refund_names_the_charge_and_repeats_to_one(operator: MtnServer) -> None:
    rail = mtn(operator)
    assert rail.capabilities.refund
    assert rail.refund(refund(operator)) == rail.refund(refund(operator))
    (taken,) = operator.refunds.values()
    assert taken.body["referenceIdToRefund"] == ID
    assert (taken.body["amount"], len(operator.seen("POST", "/disbursement/token/"))) == ("1000", 1)
    assert rail.ask_refund(refund(operator)).state == "pending"


def test_a_platform_that_is_gone_is_ours_to_mend(operator: MtnServer) -> None:
    with pytest.raises(Misconfigured, match="platform_gone"):
        mtn(operator).ask(Charge(ID, 1, KOFFI, "260123456780", "x", "https://proxy.momoapi.mtn.com"))


def test_no_secret_is_in_what_a_log_may_show(operator: MtnServer) -> None:
    shown = repr(Platform(operator.url, Product("user=", "the-key", "the-subscription")))
    assert "the-key" not in shown
    assert "the-subscription" not in shown
    assert KOFFI not in repr(charge(operator))
    assert (
        json.loads(wire.charge_body(charge(operator), Platform("", Product("", "", ""))))["amount"] == "3000"
    )
