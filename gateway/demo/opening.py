"""Demo data before the doors open: cases of four phones in every stage, people, keys, the mark of the month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select

from cases import lifecycle, seals
from cases.deposit import Request, deposit
from cases.tables import CASE_FILE
from gateway.demo import documents, people, services
from gateway.demo.month import progress
from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel import clock

CERTIFICATE_OF_ORIGIN = 17
CRIMINAL_RECORD_BENIN = 20
ANSWERS = {
    "exporter_name": "Karite du Mali SARL",
    "rccm": "MA.BKO.2020.B.1234",
    "hs6": "151590",
    "regime": "UEMOA",
    "destination": "SN",
    "consignee_name": "Negoce de Dakar SA",
    "goods": "Beurre de karite",
    "packages": "490",
    "weight_kg": "24500",
    "invoice_number": "F2026-118",
    "criterion": "TRANSFORME",
    "approval": "UEMOA-ML-0087",
}


@dataclass(frozen=True, slots=True)
class Story:
    """One case: who, how long ago, and the states it went through since. With a fee it waits to be paid."""

    phone: str
    days_ago: int
    states: tuple[str, ...] = ()
    note: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    service: int = CERTIFICATE_OF_ORIGIN
    fee_xof: int | None = None


# The phones of the simulated handset. The first case of each is still open and really filed at the administration.
STORIES = (
    Story("+22370000001", 2),
    Story("+22370000001", 21, ("en_verification", "en_signature", "disponible")),
    Story("+22370000001", 40, ("en_verification", "rejetee"), "Facture illisible"),
    Story(
        "+22366000002",
        1,
        answers={
            "exporter_name": "Mangues de Sikasso",
            "hs6": "080450",
            "goods": "Mangues fraiches",
            "weight_kg": "8200",
            "packages": "1025",
            "criterion": "OBTENU",
            "approval": "",
        },
    ),
    Story("+22370000001", 0, fee_xof=services.EXAMPLE_FEE_XOF),
    Story("+22366000002", 0, fee_xof=services.EXAMPLE_FEE_XOF),
    # A service of Benin as its counter would open it: its fee is the published one.
    Story("+2290197000003", 0, service=CRIMINAL_RECORD_BENIN),
    Story("+2290195000004", 0, service=CRIMINAL_RECORD_BENIN),
)


def seed(settings: Settings) -> int:
    """Tell every story once, into an empty database; returns how many cases were made."""
    guichet = build(settings)
    try:
        with guichet.database.transaction() as connection:
            seeded = connection.execute(select(func.count()).select_from(CASE_FILE)).scalar_one()
        documents.seed(guichet.sealed.seals)
        if seeded:
            return 0
        people.add_all(guichet.database, guichet.keyring)
        for story in STORIES:
            _tell(guichet, story)
        with guichet.database.transaction() as connection:
            progress.begin(connection, clock.now())
        return len(STORIES)
    finally:
        guichet.close()


def _tell(guichet: Guichet, story: Story) -> None:
    at = clock.now() - timedelta(days=story.days_ago)
    service = services.open_for_all(guichet.catalogue, story.service, at, story.fee_xof)
    answers = {**ANSWERS, **story.answers} if story.service == CERTIFICATE_OF_ORIGIN else story.answers
    request = Request(service=service, phone=story.phone, answers=answers, language="fr", network="")
    with guichet.database.transaction() as connection:
        done = deposit(connection, guichet.keyring, guichet.treasury.reference_key, request, at)
        fee = service.fee_on(clock.local_day(service.country, at))
        if fee and fee.amount_xof:
            guichet.treasury.invoicing.of_case(
                connection, service, case_id=done.case_id, reference=done.reference, phone=story.phone,
                amount_xof=fee.amount_xof, at=at,
            )  # fmt: skip
        note = seals.seal_note(guichet.keyring, done.case_id, story.note) if story.note else None
        for step, state in enumerate(story.states, start=1):
            last = step == len(story.states)
            lifecycle.advance(
                connection, done.case_id, state, "apex", note if last else None,
                at + timedelta(hours=20 * step), announce=False,
            )  # fmt: skip
