"""Where the sealed document of a quittance is shown in the console, for those who may read documents."""

from collections.abc import Sequence

from flask import current_app, url_for
from sqlalchemy import Connection, select

from admin.doors import visitor
from payments.quittances.quittance import Quittance
from verification.registry.tables import SEALED_DOCUMENT

PAGE = "admin.papers_one"


def links(connection: Connection, quittances: Sequence[Quittance]) -> dict[int, str]:
    """Addresses by the quittance's id; none for one that has no document yet."""
    if not visitor.person().may("papers.read") or PAGE not in current_app.view_functions:
        return {}
    paper = SEALED_DOCUMENT.c
    causes = {f"quittance:{each.id}": each.id for each in quittances}
    rows = connection.execute(select(paper.cause, paper.number).where(paper.cause.in_(list(causes))))
    return {causes[row.cause]: url_for(PAGE, reference=row.number) for row in rows}
