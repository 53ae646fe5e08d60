"""The paper itself and the picture of its code, for those of the office who hand papers out."""

from flask import Response, abort

from admin.doors import visitor
from admin.doors.allowed import Answer
from admin.papers.pages.opened import opened
from admin.parts import parts
from admin.people.person import Scope
from kernel import audit

# As on the paper: 6 dots a module at 300 dpi are 35 mm and more (docs/seal.md 1).
DOTS, DPI = 6, 300


def pdf(reference: str, scope: Scope) -> Answer:
    """The signed file, as it was made. Each time is in the trail; no browser keeps it (Cache-Control: no-store)."""
    paper = opened(reference, scope, "papers.print")
    if paper.pdf is None:
        abort(404)
    with parts().database.transaction() as connection:
        said = {"bytes": len(paper.pdf)}
        audit.append(connection, visitor.person().actor, "document.file", f"document:{paper.number}", said)
    headers = {"Content-Disposition": f'attachment; filename="guichet-{paper.number}.pdf"'}
    return Response(paper.pdf, 200, headers, mimetype="application/pdf")


def picture(reference: str, scope: Scope) -> Answer:
    """The code as an SVG: the page that shows it wrote the line in the trail."""
    # 4 MB with the imaging library (measured), for those who hand papers out.
    from verification.qr.svg import svg
    from verification.qr.symbol import symbol

    paper = opened(reference, scope, "papers.print")
    drawn = svg(symbol(parts().papers.sealer.text_of(paper)), DOTS, DPI)
    return Response(drawn, 200, mimetype="image/svg+xml")
