"""Every kind of paper: one page, archivable, with its seal inside, readable by machines and people."""

import json
from dataclasses import replace
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
# Points: the word that runs across a copy is taller than any line of it.
ACROSS = 40


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


@pytest.mark.parametrize("kind", KINDS)
def test_a_duplicata_says_which_it_is_and_when_it_was_made(kind: str) -> None:
    given = replace(sheet(kind, CopyKind.DUPLICATA), ordinal=2)
    made = render(shipped(), given)
    prove(made, given.link)
    assert "DUPLICATA n° 2 fait le 21 novembre 2026" in " ".join(text_of(made).split())
    assert json.loads(PdfReader(BytesIO(made)).attachments["document.json"][0])["ordinal"] == 2
    assert "fait le" not in text_of(render(shipped(), sheet(kind)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ordinal", [1, 9999])
def test_the_mark_of_a_duplicata_touches_nothing(kind: str, ordinal: int) -> None:
    """The frame stands 4 points around its words, and no other word of the sheet is within it."""
    given = replace(sheet(kind, CopyKind.DUPLICATA), ordinal=ordinal)
    with pdfium.PdfDocument(render(shipped(), given)) as document:
        page = document[0].get_textpage()
        boxes = [page.get_rect(at) for at in range(page.count_rects())]
        said = {box: page.get_text_bounded(*box) for box in boxes if box[3] - box[1] < ACROSS}
    marks = [box for box, words in said.items() if f"n° {ordinal}" in words or "fait le" in words]
    left, bottom, right, top = (
        pick(each) for pick, each in zip((min, min, max, max), zip(*marks, strict=True), strict=True)
    )
    near = [
        words for box, words in said.items()
        if box not in marks and box[0] < right + 4 and box[2] > left - 4 and box[1] < top + 4 and box[3] > bottom - 4
    ]  # fmt: skip
    assert len(marks) >= 1
    assert near == []
    assert geometry.PAGE_PT[0] - right == pytest.approx(left, abs=6), "in the middle"


@pytest.mark.parametrize(
    ("post", "points"),
    [
        ("Xanadu", 11.5),
        ("Xanadu la grande, la belle et sa circonscription", 11.5),
        ("Xanadu " * 14, 11.5 * 0.86),
        ("X" * 40, 11.5 * 0.74),
    ],
    ids=["a line", "two lines", "three lines", "a long word"],
)
def test_what_has_no_room_at_its_size_is_drawn_smaller(post: str, points: float) -> None:
    """Two lines of a column at most, and no word is cut."""
    with pdfium.PdfDocument(render(shipped(), sheet("consular", post=post))) as document:
        page = document[0].get_textpage()
        at = page.get_text_range().index(post.split()[0])
        assert pdfium.raw.FPDFText_GetFontSize(page, at) == pytest.approx(points, abs=0.01)


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
