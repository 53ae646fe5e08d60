"""The sealed documents of a case as moments: issued, suspended, revoked, replaced, each with its number."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from admin.casework.moment import Moment
from kernel.ids import spaced
from verification.registry.tables import DOCUMENT_EVENT, SEALED_DOCUMENT

# A case has one document and its replacements.
ROWS_MAX = 50


def papers_of(connection: Connection, subjects: Collection[str]) -> list[Moment]:
    """Every act on a document whose subject is one of ``subjects`` (a case's reference, its quittances' numbers)."""
    query = (
        select(
            DOCUMENT_EVENT.c.at, DOCUMENT_EVENT.c.act, DOCUMENT_EVENT.c.actor, SEALED_DOCUMENT.c.number,
            SEALED_DOCUMENT.c.replaced_by,
        )
        .join(SEALED_DOCUMENT, SEALED_DOCUMENT.c.id == DOCUMENT_EVENT.c.document_id)
        .where(SEALED_DOCUMENT.c.subject.in_(subjects))
        .order_by(DOCUMENT_EVENT.c.id)
        .limit(ROWS_MAX)
    )  # fmt: skip
    return [
        Moment(
            row.at, "paper", row.act, row.actor.removeprefix("staff:"),
            spaced(row.number) + (f" > {spaced(row.replaced_by)}" if row.act == "replace" and row.replaced_by else ""),
            about=row.number,
        )
        for row in connection.execute(query)
    ]  # fmt: skip
