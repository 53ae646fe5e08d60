"""Demo data from the first start: cases of four phones, in every stage a citizen knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import SecretStr
from sqlalchemy import func, select

from cases import lifecycle, seals
from cases.deposit import Request, deposit
from cases.tables import CASE_FILE
from catalogue.service import Fee, Service
from gateway import seal_demo
from gateway.settings import PREFIX, Settings
from gateway.wiring import Guichet, build
from kernel import clock

CERTIFICATE_OF_ORIGIN = 17
CRIMINAL_RECORD_BENIN = 20
# APEX-Mali has published no fee: this one is an example, so that the demo has something to pay.
EXAMPLE_FEE_XOF = 5000
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
    Story("+22370000001", 0, fee_xof=EXAMPLE_FEE_XOF),
    Story("+22366000002", 0, fee_xof=EXAMPLE_FEE_XOF),
    # A service of Benin as its counter would open it: its fee is the published one.
    Story("+2290197000003", 0, service=CRIMINAL_RECORD_BENIN),
    Story("+2290195000004", 0, service=CRIMINAL_RECORD_BENIN),
)


def with_urls(settings: Settings, environment: Mapping[str, str]) -> Settings:
    """``settings`` with the URLs of the servers that were just started."""
    urls = {name: SecretStr(environment[f"{PREFIX}{name.upper()}"]) for name in ("database_url", "redis_url")
            if f"{PREFIX}{name.upper()}" in environment}  # fmt: skip
    return settings.model_copy(update=urls)


def seed(settings: Settings) -> int:
    """Tell every story once, into an empty database; returns how many cases were made."""
    guichet = build(settings)
    try:
        with guichet.database.transaction() as connection:
            seeded = connection.execute(select(func.count()).select_from(CASE_FILE)).scalar_one()
        seal_demo.seed(guichet.sealed.seals)
        if seeded:
            return 0
        for story in STORIES:
            _tell(guichet, story)
        return len(STORIES)
    finally:
        guichet.close()


def _tell(guichet: Guichet, story: Story) -> None:
    at = clock.now() - timedelta(days=story.days_ago)
    service = _service(guichet, story, at)
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


def _service(guichet: Guichet, story: Story, at: datetime) -> Service:
    """The service as this story needs it: open for deposit, with the example's fee where none is published."""
    service = guichet.catalogue.services[story.service]
    changes: dict[str, object] = {"deposit": "open"}
    if story.fee_xof:
        day = clock.local_day(service.country, at)
        changes["fees"] = (Fee(amount_xof=story.fee_xof, valid_from=day, source="FICTIF: exemple"),)
    return service.model_copy(update=changes)
