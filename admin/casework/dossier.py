"""One case with its whole story in the order of time: what the citizen asked, each step, the money, as staff see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from admin.casework.queue import digits
from admin.people.person import Scope
from cases import seals
from cases.queries import story
from cases.tables import CASE_FILE
from catalogue.catalogue import Catalogue
from kernel.crypto import Keyring
from payments.queries import story as payment_story
from payments.tables import INVOICE


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the story. ``kind`` names its words; ``note`` is what the citizen was told, or a detail."""

    at: datetime
    kind: str
    state: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """``answers``: (what was asked, what was answered), empty for those who may not read them."""

    reference: str
    title: str
    state: str
    opened_at: datetime
    phone: str
    administration: str
    answers: tuple[tuple[str, str], ...]
    story: tuple[Moment, ...]


def dossier(
    connection: Connection,
    keyring: Keyring,
    catalogue: Catalogue,
    reference: str,
    scope: Scope,
    *,
    answers: bool,
) -> Dossier | None:
    """The case, None for one that nobody has or that is another office's. Phones are masked."""
    query = select(CASE_FILE).where(CASE_FILE.c.reference == digits(reference))
    if scope.administration is not None:
        query = query.where(CASE_FILE.c.administration == scope.administration)
    row = connection.execute(query).one_or_none()
    told = story(connection, keyring, reference) if row is not None else None
    if row is None or told is None:
        return None
    service = catalogue.services.get(row.service)
    given = seals.unseal_answers(keyring, row.id, row.answers_sealed) if answers else {}
    prompts = {question.name: question.prompt.fr for question in service.questions} if service else {}
    moments = [_moment(event) for event in told["events"]] + _payments(connection, keyring, row.id)
    return Dossier(
        row.reference, service.title.fr if service else str(row.service), row.state, row.opened_at, told["phone"],
        row.administration, tuple((prompts.get(name, name), value) for name, value in given.items()),
        tuple(sorted(moments, key=lambda moment: moment.at)),
    )  # fmt: skip


def _moment(event: dict[str, Any]) -> Moment:
    at = datetime.fromisoformat(event["at"])
    return Moment(at, event["kind"], event["told"] or event["to_state"], event["source"], event["note"] or "")


def _payments(connection: Connection, keyring: Keyring, case_id: str) -> list[Moment]:
    """The money of this case among its steps."""
    references = connection.execute(
        select(INVOICE.c.reference).where(INVOICE.c.subject_kind == "case", INVOICE.c.subject == str(case_id))
    ).scalars()
    found: list[Moment] = []
    for reference in references:
        invoice = payment_story(connection, keyring, reference) or {"receipts": ()}
        found += [
            Moment(
                datetime.fromisoformat(money["received_at"]),
                "money",
                "",
                money["rail"],
                str(money["amount_xof"]),
            )
            for money in invoice["receipts"]
        ]
    return found
