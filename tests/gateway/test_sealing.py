"""From the news of a case or of money to a paper that reads back, whatever is repeated, killed or missing."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
import redis as redis_py
import zxingcpp
from sqlalchemy import text

from gateway.sealing import acts, making
from gateway.sealing.handlers import ask
from kernel import outbox
from kernel.database import Database
from kernel.gsm import segments
from kernel.outbox import Event, Later
from payments.reversal import reverse
from tests.gateway.sealed_town import HOST, SealedTown, sealed_town
from verification import link, token
from verification.paper_refused import PaperRefused
from verification.pdf import prove
from verification.qr.readback import Unreadable
from verification.web.ports import Visit

BROWSER = Visit("10.0.0.1", "web")


def scanned(pdf: bytes) -> str:
    """What a camera reads on the printed sheet."""
    page = pdfium.PdfDocument(pdf)[0].render(scale=300 / 72, grayscale=True).to_pil()
    [code] = zxingcpp.read_barcodes(page)
    return str(code.text)


def test_a_granted_certificate_is_sealed_printed_read_back_and_announced(town: SealedTown) -> None:
    town.granted()
    town.work()
    assert town.held == []
    [paper] = town.documents()
    number, code = town.told()
    assert (paper.number, paper.code, paper.state, paper.issuer) == (number, code, "valid", "ML-APEX")
    assert paper.pdf is not None
    assert town.guichet.sealed.readers.judge(scanned(paper.pdf), BROWSER).verdict.word == "VALID"
    assert scanned(paper.pdf) == link.compose(HOST, paper.token)
    with pikepdf.open(BytesIO(paper.pdf)) as file:
        assert "sceau.cose" in file.attachments


def test_the_message_is_one_part(town: SealedTown) -> None:
    town.granted()
    town.work()
    [said] = town.messages()
    assert segments(said).parts == 1
    assert "guichet.example/documents" in said
    assert "*384*3#" in said


def test_news_that_comes_twice_seals_and_tells_once(town: SealedTown) -> None:
    case = town.granted()
    town.work()
    for _ in range(2):
        with town.guichet.database.transaction() as connection:
            ask(connection, "case", case)
        town.work()
    assert len(town.documents()) == 1
    assert len(town.messages()) == 1


def test_two_workers_at_once_seal_one(town: SealedTown) -> None:
    case = town.granted()
    event = Event(1, "documents", "document.seal", case, {"of": "case"}, 1)
    made = making.make
    twice = [False]

    def overtaken(*arguments: object) -> object:
        if not twice[0]:
            twice[0] = True
            town.guichet.sealed.sealing.seal(event)
        return made(*arguments)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "make", overtaken)
        town.guichet.sealed.sealing.seal(event)
    assert len(town.documents()) == 1
    assert len(town.messages()) == 1


def test_what_does_not_read_back_is_not_issued(town: SealedTown, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoiled(pdf: bytes, wanted: str) -> None:
        raise Unreadable("150 dpi")

    monkeypatch.setattr(making, "prove", spoiled)
    town.granted()
    town.work()
    [(event, error)] = town.held
    assert (event.topic, type(error)) == ("document.seal", Unreadable)
    assert town.documents() == []
    assert town.messages() == []
    assert town.count("document_event") == 0


def test_a_symbol_that_does_not_read_is_drawn_anew_with_another_number(
    town: SealedTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def at_the_third(pdf: bytes, wanted: str) -> None:
        tried.append(wanted)
        if len(tried) < 3:
            raise Unreadable("300 dpi")
        prove(pdf, wanted)

    monkeypatch.setattr(making, "prove", at_the_third)
    town.granted()
    town.work()
    assert town.held == []
    [paper] = town.documents()
    assert len(set(tried)) == 3
    assert len(town.messages()) == 1
    assert acts.text_of(town.guichet.sealed.seals, paper) == tried[-1]


def test_an_answer_that_no_paper_can_show_stops_before_anything_is_issued(town: SealedTown) -> None:
    town.granted({"criterion": "autre"})
    town.work()
    [(_, error)] = town.held
    assert isinstance(error, PaperRefused)
    assert (error.reason_code, error.field) == ("criterion", "criterion")
    assert town.documents() == []


def test_killed_before_the_commit_nothing_was_issued_and_the_next_run_does_it(town: SealedTown) -> None:
    """Fault row 2."""

    class Killed(BaseException):
        pass

    def dies(*_: object) -> None:
        raise Killed

    case = town.granted()
    event = Event(1, "documents", "document.seal", case, {"of": "case"}, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(town.guichet.sealed.sealing._lists, "first", dies)
        with pytest.raises(Killed):
            town.guichet.sealed.sealing.seal(event)
    assert town.documents() == []
    town.guichet.sealed.sealing.seal(event)
    assert len(town.documents()) == len(town.messages()) == 1


def test_without_a_key_it_waits_and_is_sealed_once_there_is_one(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    with sealed_town(database_url, redis_url, tmp_path, keys=False) as town:
        case = town.granted()
        town.work("events")
        town.work("documents")
        [(event, error)] = town.held
        assert isinstance(error, Later)
        assert town.documents() == []
        town.keys()
        town.guichet.sealed.sealing.seal(event)
        assert [paper.cause for paper in town.documents()] == [f"case:{case}"]


def test_a_case_that_was_not_granted_has_no_document(town: SealedTown) -> None:
    case = town.granted()
    with town.guichet.database.transaction() as connection:
        connection.execute(text("UPDATE case_file SET state = 'rejetee'"))
        ask(connection, "case", case)
    town.work("documents")
    assert town.documents() == []


def test_a_paid_invoice_has_its_quittance_sealed_without_a_second_message(town: SealedTown) -> None:
    invoice = town.paid()
    town.work("events", "documents")
    [paper] = town.documents()
    assert paper.issuer == "BJ-TRESOR"
    document = token.read(paper.token).document
    assert document is not None
    assert (document.amount_xof, document.matter) == (2000, invoice.label)
    assert "BJ-ANIP 20" in document.invoice
    assert town.messages() == []
    assert len(town.messages("sms.quittance")) == 1


def test_a_quittance_s_own_number_and_code_open_the_file_too(town: SealedTown) -> None:
    town.paid()
    town.work("events", "documents")
    [paper] = town.documents()
    [said] = town.messages("sms.quittance")
    number, code = said.split(" code ")[0].removeprefix("Quittance "), said.split(" code ")[1][:4]
    assert town.guichet.sealed.readers.pdf_of(number, code, BROWSER) == paper.pdf
    assert town.guichet.sealed.readers.pdf_of(number, f"{(int(code) + 1) % 10000:04}", BROWSER) is None


def test_money_taken_back_takes_its_paper_back(town: SealedTown) -> None:
    """Fault row 31."""
    town.paid()
    town.work("events", "documents")
    with town.guichet.database.transaction() as connection:
        receipt = str(connection.execute(text("SELECT id FROM money_receipt")).scalar_one())
        reverse(connection, receipt, reason="test", at=town.documents()[0].issued_at)
    town.work("events", "documents")
    [paper] = town.documents()
    assert paper.state == "revoked"
    assert paper.pdf is not None
    assert town.guichet.sealed.readers.judge(scanned(paper.pdf), BROWSER).verdict.word == "REVOKED"


def test_a_quittance_voided_before_it_was_sealed_never_is(town: SealedTown) -> None:
    town.paid()
    town.work("events")
    with town.guichet.database.transaction() as connection:
        connection.execute(text("UPDATE quittance SET voided_at = now(), void_reason = 'test'"))
    town.work("documents")
    assert town.documents() == []


def test_a_parked_row_says_why_by_the_name_of_the_error(town: SealedTown) -> None:
    town.granted({"criterion": "autre"})
    town.work("events")
    [event] = town.claimed("documents")
    with pytest.raises(PaperRefused) as refused:
        town.guichet.sealed.sealing.seal(event)
    assert refused.value.retry is False
    with town.guichet.database.transaction() as connection:
        outbox.fail(connection, event, type(refused.value).__name__)
        assert connection.execute(
            text("SELECT last_error FROM outbox WHERE topic = 'document.seal'")
        ).scalar() == ("PaperRefused")
