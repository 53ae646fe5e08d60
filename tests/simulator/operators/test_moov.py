"""Moov's SOAP service as its clients meet it."""

import base64
import re
import threading
from dataclasses import replace

import pytest

from simulator.operators.moov.operations import OPERATIONS
from simulator.operators.moov.wsdl import SHAPES
from simulator.options import Options
from tests.simulator.conftest import Reply, Simulator
from tests.simulator.operators.merchant import SENA, approve, prompts, statement
from tests.waiting import until

TOKEN = base64.b64encode(b"x" * 32).decode()
PATH = "/operators/moov/com.tlc.merchant.api/UssdPush"
API = "http://api.merchant.tlc.com/"


def envelope(operation: str, inside: str, namespace: str = API) -> bytes:
    """A call as a SOAP client writes it."""
    return (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
        f'xmlns:api="{namespace}"><soapenv:Header/><soapenv:Body><api:{operation}>{inside}'
        f"</api:{operation}></soapenv:Body></soapenv:Envelope>"
    ).encode()


def call(simulator: Simulator, body: bytes) -> Reply:
    """POST an envelope."""
    kind = {"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": '""'}
    return simulator.call("POST", PATH, body, **kind)


def push(simulator: Simulator, ours: str = "a-1", token: str = TOKEN, amount: str = "3000") -> Reply:
    """PushWithPending."""
    fields = (
        f"<token>{token}</token><msisdn>{SENA}</msisdn><message>GUICHET</message><amount>{amount}</amount>"
        f"<externaldata1>{ours}</externaldata1><externaldata2></externaldata2><fee>0</fee>"
    )
    return call(simulator, envelope("PushWithPending", fields))


def status(simulator: Simulator, ours: str = "a-1") -> dict[str, str]:
    """GetTransactionStatusImmediate."""
    inside = (
        f"<token>{TOKEN}</token><request><transactiontype>PUSH</transactiontype>"
        f"<transid>{ours}</transid></request>"
    )
    return fields(call(simulator, envelope("getTransactionStatusImmediate", inside)))


def fields(reply: Reply) -> dict[str, str]:
    """The result of an answer."""
    return dict(re.findall(r"<(\w+)>([^<]*)</\1>", reply.body.decode()))


def test_a_push_nobody_answers_is_95_and_pending_by_its_words(simulator: Simulator) -> None:
    reply = push(simulator)
    assert reply.headers["Content-Type"] == "text/xml;charset=UTF-8"
    told = fields(reply)
    assert list(told) == ["description", "referenceid", "status", "transid"]
    assert (told["status"], told["transid"]) == ("95", "a-1")
    assert "pending" in told["description"]
    assert prompts(simulator, SENA)[0]["text"].startswith("Moov Money: payer 3000 F a GUICHET ?")
    assert status(simulator)["status"] in ("95", "100")
    approve(simulator, SENA)
    paid = status(simulator)
    assert (paid["status"], paid["referenceid"]) == ("0", told["referenceid"])


def test_failures_have_their_codes(simulator: Simulator) -> None:
    push(simulator, "no")
    simulator.post(f"/phone/api/prompts/{prompts(simulator, SENA)[0]['id']}", {"cancel": True})
    assert status(simulator, "no")["status"] == "92"
    push(simulator, "pin")
    for _ in range(3):
        approve(simulator, SENA, "0000")
    told = status(simulator, "pin")
    assert (told["status"], "pending" in told["description"]) == ("95", False)
    assert status(simulator, "never")["status"] == "94"
    assert fields(push(simulator, "much", amount="2000001"))["status"] == "11"
    assert fields(push(simulator, "little", amount="0"))["status"] == "12"
    simulator.call("PUT", f"/operators/moov/accounts/{SENA}", {"balance": 5})
    push(simulator, "poor")
    approve(simulator, SENA)
    assert status(simulator, "poor")["status"] == "10"
    assert fields(push(simulator, "x", token="pas du base64"))["status"] == "98"


@pytest.mark.parametrize(
    "body",
    [
        b"not xml",
        envelope("PushWithPending", "", "http://checktransaction.tlc.com/"),
        envelope("Nonsense", ""),
        b'<!DOCTYPE a [<!ENTITY x "y">]>' + envelope("PushWithPending", "&x;"),
    ],
    ids=["not XML", "the documented namespace", "unknown operation", "entity"],
)
def test_what_cannot_be_read_is_a_fault_with_500(simulator: Simulator, body: bytes) -> None:
    reply = call(simulator, body)
    assert reply.status == 500
    assert b"<faultstring>" in reply.body


def test_an_answer_can_be_utf_16(simulator: Simulator) -> None:
    simulator.fault("moov", "utf-16")
    assert "<status>95</status>" in push(simulator).body.decode("utf-16")


def test_the_description_is_served(simulator: Simulator) -> None:
    body = simulator.call("GET", f"{PATH}?wsdl").body.decode()
    assert f'<soap:address location="{simulator.url}{PATH}"/>' in body
    assert set(SHAPES) == set(OPERATIONS)
    for name in OPERATIONS:
        assert f'<part name="parameters" element="tns:{name}"/>' in body


class TestPatient:
    """A Moov that holds the push open as long as it takes."""

    @pytest.fixture
    def options(self, options: Options) -> Options:
        """A world of that patience."""
        return replace(options, moov_push_s=60.0)

    def test_the_push_answers_as_soon_as_the_payer_has(self, simulator: Simulator) -> None:
        replies: list[Reply] = []
        waiting = threading.Thread(target=lambda: replies.append(push(simulator)))
        waiting.start()
        until(lambda: len(prompts(simulator, SENA)) == 1)
        approve(simulator, SENA)
        waiting.join()
        assert fields(replies[0])["status"] == "0"

    def test_nothing_calls_back_and_money_goes_back_by_transfer(self, simulator: Simulator) -> None:
        simulator.fault("moov", "auto-approve")
        assert fields(push(simulator))["status"] == "0"
        inside = (
            f"<token>{TOKEN}</token><request><destination>{SENA}</destination><amount>1000</amount>"
            "<transactionid>r-1</transactionid><extendeddata>a-1</extendeddata></request>"
        )
        told = fields(call(simulator, envelope("transferFlooz", inside)))
        assert (told["status"], told["transactionid"]) == ("0", "r-1")
        assert [line.split(";")[5] for line in statement(simulator, "moov")] == ["3 000", "-1 000"]
        assert simulator.world.courier.by_subject() == {}
