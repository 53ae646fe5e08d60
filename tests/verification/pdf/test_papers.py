"""Every kind of paper: one page, archivable, with its seal inside, readable by machines and people."""

import json
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from kernel import ids
from tests.verification.core.office import APEX, HOST, SERIAL
from tests.verification.pdf.papers import ANSWERS, CODE, LIST_URI, sheet, shipped
from verification import link, token
from verification.doc_type import CopyKind
from verification.pdf import geometry, prove, render
from verification.qr import readback
from verification.qr.printed import DOTS_MIN
from verification.qr.readback import Unreadable
from verification.qr.symbol import QUIET, symbol

KINDS = sorted(ANSWERS)


def text_of(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_bounded())


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_one_a4_page_with_its_number_and_code_in_words(kind: str) -> None:
    made = render(shipped(), sheet(kind))
    with pdfium.PdfDocument(made) as document:
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx(geometry.PAGE_PT, abs=0.01)
    said = text_of(made)
    assert ids.spaced(SERIAL) in said
    assert CODE in said
    assert HOST in said
    for value in sheet(kind).shown.values():
        assert value.split()[0] in said


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_calls_itself_pdf_a_3b_and_holds_all_its_fonts(kind: str) -> None:
    with pikepdf.open(BytesIO(render(shipped(), sheet(kind)))) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert "/OutputIntents" in pdf.Root
        fonts = pdf.pages[0].Resources.Font.values()
        names = {str(font.BaseFont).partition("+")[2] for font in fonts}
        assert all("+" in str(font.BaseFont) for font in fonts)
        assert {name.partition("-")[0] for name in names} <= {"LibertinusSerif", "DejaVuSansMono"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_seal_is_attached_byte_for_byte_and_its_fields_beside_it(kind: str) -> None:
    given = sheet(kind)
    reader = PdfReader(BytesIO(render(shipped(), given)))
    found = {name: bodies[0] for name, bodies in reader.attachments.items()}
    assert found["sceau.cose"] == given.token
    said = json.loads(found["document.json"])
    assert said["status"] == {"status_list": {"idx": 123_456, "uri": LIST_URI}}
    assert said["shown"] == given.shown
    document = token.read(given.token).document
    assert document is not None
    assert said["sealed"]["serial"] == document.serial == said["number"]
    assert {str(key): value for key, value in document.civil.items()} == said["sealed"].get("civil", {})
    with pikepdf.open(BytesIO(render(shipped(), given))) as pdf:
        kinds = {str(spec.UF): str(spec.EF.F.Subtype) for spec in pdf.Root.AF}
    assert kinds["sceau.cose"] == "/application/cose"


def test_a_civil_paper_carries_the_form_that_claim_169_readers_take() -> None:
    given = sheet("birth")
    found = PdfReader(BytesIO(render(shipped(), given))).attachments
    scanned = link.read(found["claim169.txt"][0].decode(), frozenset())
    assert (scanned.form, scanned.token) == ("claim169", given.token)
    assert "claim169.txt" not in PdfReader(BytesIO(render(shipped(), sheet("co")))).attachments


@pytest.mark.parametrize("kind", KINDS)
def test_the_symbol_reads_back_and_stands_on_whole_dots_with_its_quiet_zone(kind: str) -> None:
    given = sheet(kind)
    made = render(shipped(), given)
    prove(made, given.link)
    code = symbol(given.link)
    at = geometry.placed(code)
    assert at.dots >= DOTS_MIN
    assert at.side == at.dots * (code.modules + 2 * QUIET)
    # Not the formula but the page: every module is one colour, and white surrounds them.
    left, top = geometry.MARGIN_X + at.x, geometry.BAND_TOP + at.y
    with pdfium.PdfDocument(made) as document:
        page = document[0].render(scale=300 / 72, grayscale=True).to_pil()
    for row in range(-QUIET, code.modules + QUIET):
        for column in range(-QUIET, code.modules + QUIET):
            middle = (
                left + (column + QUIET) * at.dots + at.dots // 2, top + (row + QUIET) * at.dots + at.dots // 2,
            )  # fmt: skip
            inside = 0 <= row < code.modules and 0 <= column < code.modules
            dark = inside and code.matrix[row][column]
            assert (page.getpixel(middle) < 128) is dark, (row, column)


def test_another_link_on_the_paper_is_not_issued() -> None:
    given = sheet("quittance")
    made = render(shipped(), given)
    with pytest.raises(Unreadable, match="300 dpi"):
        prove(made, given.link.replace(HOST.upper(), "W.EXAMPLE.ML"))
    for broken in (b"", b"%PDF-1.7", made[:1000]):
        with pytest.raises(Unreadable, match="pdf"):
            prove(broken, given.link)


def test_there_is_one_symbol_on_the_page() -> None:
    given = sheet("co")
    with pdfium.PdfDocument(render(shipped(), given)) as document:
        page = document[0].render(scale=150 / 72).to_pil()
    assert readback.texts(page) == (given.link,)


@pytest.mark.parametrize(
    ("copy_kind", "mark"), [(CopyKind.DUPLICATA, "DUPLICATA"), (CopyKind.COPIE, "COPIE")]
)
@pytest.mark.parametrize("kind", ["co", "quittance"])
def test_a_copy_is_marked_and_an_original_is_not(kind: str, copy_kind: CopyKind, mark: str) -> None:
    given = sheet(kind, copy_kind)
    made = render(shipped(), given)
    prove(made, given.link)
    # The rule of copies, printed below a certificate, names both words in guillemets.
    assert text_of(made).count(mark) > text_of(render(shipped(), sheet(kind))).count(mark)


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert render(shipped(), sheet("birth")) == render(shipped(), sheet("birth"))


def test_a_quittance_says_its_sum_in_figures_and_in_letters() -> None:
    said = text_of(render(shipped(), sheet("quittance")))
    assert "1\u202f900 F CFA" in said
    assert "mille neuf cents francs CFA" in said


@pytest.mark.parametrize("kind", KINDS)
def test_the_states_head_is_on_every_paper(kind: str) -> None:
    said = text_of(render(shipped(), sheet(kind)))
    head = {
        "ML": ("RÉPUBLIQUE DU MALI", "Un Peuple – Un But – Une Foi", "*384#"),
        "BJ": ("RÉPUBLIQUE DU BÉNIN", "Fraternité – Justice – Travail", "*385#"),
    }
    for words in head[ANSWERS[kind][0]]:
        assert words in said
    assert token.read(sheet(kind).token).kid == APEX.kid
