"""Moov's own quirks: the static token, envelopes in two encodings, codes that mean two things, inverted ids."""

import pytest
from structlog.testing import capture_logs

from payments.contract import Charge, Declined, Misconfigured, Unanswered
from payments.moov import credential, envelope, wire
from payments.moov.statuses import verdict
from tests.payments.rails.bench import bench

BODY = (
    "<soap:Body><ns2:XResponse xmlns:ns2='http://api.merchant.tlc.com/'><result><status>0</status>"
    "<description>d</description></result></ns2:XResponse></soap:Body>"
)
OPEN, CLOSE = "<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'>", "</soap:Envelope>"
BILLION = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))


def test_the_token_is_what_openssl_makes_of_it() -> None:
    # printf '0:user:password' | openssl enc -aes-256-cbc -K <key in hex> -iv 0 -a
    made = credential.token("user", "password", "tlc12345tlc12345tlc12345tlc12345")
    assert made == "QOIF1Lfl6hqj5Qd+M29Q/g=="


def test_a_key_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="32 characters"):
        credential.token("user", "password", "short")


@pytest.mark.parametrize(
    "raw",
    [
        (OPEN + BODY + CLOSE).encode(),
        ('<?xml version="1.0" encoding="utf-16"?>' + OPEN + BODY + CLOSE).encode("utf-16"),
        ('<?xml version="1.0" encoding="utf-16"?>' + OPEN + BODY + CLOSE).encode("utf-16-le"),
        ('<?xml version="1.0" encoding="utf-16"?>' + OPEN + BODY + CLOSE).encode("utf-16-be"),
        ('<?xml version="1.0" encoding="utf-16"?>' + OPEN + BODY + CLOSE).encode(),
        ("\ufeff" + OPEN + BODY + CLOSE).encode(),
    ],
    ids=[
        "utf-8",
        "utf-16 with mark",
        "utf-16 little",
        "utf-16 big",
        "utf-8 that says utf-16",
        "utf-8 with mark",
    ],
)
def test_every_encoding_of_an_answer_is_read(raw: bytes) -> None:
    assert envelope.read(raw) == {"status": "0", "description": "d"}


@pytest.mark.parametrize(
    "raw",
    [
        f"<!DOCTYPE x [{BILLION}]>{OPEN}<soap:Body>&a9;</soap:Body>{CLOSE}",
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{OPEN}<soap:Body>&e;</soap:Body>{CLOSE}',
        f'<!DOCTYPE x SYSTEM "http://169.254.169.254/x.dtd">{OPEN}{BODY}{CLOSE}',
        f"<!DOCTYPE x [<!ENTITY % p SYSTEM 'http://127.0.0.1/'> %p;]>{OPEN}{BODY}{CLOSE}",
        f"<!DOCTYPE x>{OPEN}{BODY}{CLOSE}",
        f"{OPEN}<soap:Body>&undefined;</soap:Body>{CLOSE}",
        OPEN + "<soap:Body><a><r>" + "".join(f"<c{n}/>" for n in range(500)) + "</r></a></soap:Body>" + CLOSE,
        OPEN + "<x>" * 5000 + "</x>" * 5000 + CLOSE,
        OPEN + BODY + BODY + CLOSE,
        OPEN + "<soap:Body><a><r><status>0</status><status>10</status></r></a></soap:Body>" + CLOSE,
        OPEN + "<soap:Body/>" + CLOSE,
        OPEN + BODY,
        "<html><body>Maintenance</body></html>",
        "",
        "{}",
    ],
    ids=[
        "billion laughs", "external entity", "external DTD", "parameter entity", "bare DOCTYPE", "unknown entity",
        "many elements", "deep", "two bodies", "a field twice", "empty body", "half", "HTML", "nothing", "JSON",
    ],
)  # fmt: skip
def test_hostile_or_broken_xml_is_refused(raw: str) -> None:
    with pytest.raises(envelope.EnvelopeRefused):
        envelope.read(raw.encode())


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00", b"\xc3\x28", b"+ADw-?xml+AD4-"], ids=["half", "bad", "utf-7"]
)
def test_bytes_that_are_no_text_are_refused(raw: bytes) -> None:
    with pytest.raises(envelope.EnvelopeRefused):
        envelope.read(raw)


def test_what_is_sent_is_escaped() -> None:
    charge = Charge("a-1", 5, "+2290195000001", "260000004256", "<b>&", "http://x")
    body = wire.push("t&t", charge).decode()
    assert "<message>&lt;b&gt;&amp;</message>" in body
    assert "<token>t&amp;t</token>" in body


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("0", "SUCCESS", "done"),
        ("100", "", "pending"),
        ("95", "Transaction is in Pending state", "pending"),
        ("95", "Transaction failed due to error", "no"),
        ("92", "USSD push timeout", "no"),
        ("94", "", "absent"),
        ("10", "", "no"),
        ("8", "balance", "open"),
        ("99", "", "open"),
        ("-1", "", "open"),
        ("98", "", "ours"),
        ("4", "UNAUTHORISED", "ours"),
        ("91", "Duplicate externaldata1", "pending"),
        ("91", "Parameters not complete", "ours"),
    ],
)
def test_each_code_has_one_meaning(code: str, text: str, expected: str) -> None:
    found = verdict(code, text)
    assert found is not None
    assert found[0] == expected


@pytest.mark.parametrize(
    ("code", "error"),
    [("10", Declined), ("98", Misconfigured), ("8", Unanswered), ("99", Unanswered), ("777", Unanswered)],
)
def test_a_push_answered_with_a_code_says_what_to_do(code: str, error: type[Exception]) -> None:
    with bench("moov") as ready:
        ready.server.pushes[ready.charge.attempt_id] = {"status": code, "description": "x"}  # type: ignore[attr-defined]
        with capture_logs() as logs, pytest.raises(error):
            ready.rail.request(ready.charge)
        assert any(line["event"] == "rail_word_unrecognised" for line in logs) == (code == "777")


def test_a_fault_with_http_500_leaves_the_outcome_open() -> None:
    fault = (
        OPEN
        + "<soap:Body><soap:Fault><faultstring>For input +229</faultstring></soap:Fault></soap:Body>"
        + CLOSE
    )
    with pytest.raises(envelope.Fault) as told:
        envelope.read(fault.encode())
    assert "229" not in str(told.value)


def test_another_charges_answer_is_not_taken_for_ours() -> None:
    with bench("moov") as ready:
        charge = ready.requested()
        ready.server.approve()
        ready.server.pushes[charge.attempt_id]["transid"] = "another"  # type: ignore[attr-defined]
        assert ready.rail.ask(charge).reference == "other"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_refund_is_one_transfer_under_our_own_reference(encoding: str) -> None:
    """Here transactionid is ours and referenceid Moov's: inverted, compared with a push."""
    with bench("moov") as ready:
        ready.server.encoding = encoding  # type: ignore[attr-defined]
        refund = ready.refund(ready.charge, "720260001")
        first, second = ready.rail.refund(refund), ready.rail.refund(refund)
        assert first.operator_ref == second.operator_ref != refund.refund_id
        assert ready.rail.ask_refund(refund).state == "succeeded"


def test_a_transfer_that_is_not_found_is_never_sent_again_by_itself() -> None:
    with bench("moov") as ready:
        assert ready.rail.ask_refund(ready.refund(ready.charge, "720260001")).state == "pending"
