"""Demo data from the first start: cases of four phones, in every stage a citizen knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import SecretStr
from sqlalchemy import func, select

from cases import lifecycle, seals
from cases.deposit import Request, deposit
from cases.tables import CASE_FILE
from gateway import production
from gateway.settings import PREFIX, Settings
from gateway.wiring import Guichet, build
from kernel import clock

CERTIFICATE_OF_ORIGIN = 17
ANSWERS = {
    "exporter_name": "Karite du Mali SARL",
    "rccm": "MA.BKO.2020.B.1234",
    "hs6": "151590",
    "regime": "UEMOA",
    "destination": "SN",
    "weight_kg": "24500",
    "invoice_number": "F2026-118",
}


@dataclass(frozen=True, slots=True)
class Story:
    """One case: who, how long ago, and the states it went through since."""

    phone: str
    days_ago: int
    states: tuple[str, ...] = ()
    note: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


# The phones of the simulated handset. The first case of each is still open and really filed at the administration.
STORIES = (
    Story("+22370000001", 2),
    Story("+22370000001", 21, ("en_verification", "en_signature", "disponible")),
    Story("+22370000001", 40, ("en_verification", "rejetee"), "Facture illisible"),
    Story(
        "+22366000002",
        1,
        answers={"exporter_name": "Mangues de Sikasso", "hs6": "080450", "weight_kg": "8200"},
    ),
    Story(
        "+2290197000003", 3, answers={"exporter_name": "Koffi Export", "hs6": "120740", "weight_kg": "12000"}
    ),
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
            if connection.execute(select(func.count()).select_from(CASE_FILE)).scalar_one():
                return 0
        for story in STORIES:
            _tell(guichet, story)
        return len(STORIES)
    finally:
        guichet.close()


def _tell(guichet: Guichet, story: Story) -> None:
    at = clock.now() - timedelta(days=story.days_ago)
    request = Request(
        service=guichet.catalogue.services[CERTIFICATE_OF_ORIGIN],
        phone=story.phone,
        answers={**ANSWERS, **story.answers},
        language="fr",
        network="",
    )
    reference_key = production.key_bytes(guichet.settings.reference_key.get_secret_value())
    with guichet.database.transaction() as connection:
        done = deposit(connection, guichet.keyring, reference_key, request, at)
        note = seals.seal_note(guichet.keyring, done.case_id, story.note) if story.note else None
        for step, state in enumerate(story.states, start=1):
            last = step == len(story.states)
            lifecycle.advance(
                connection, done.case_id, state, "apex", note if last else None,
                at + timedelta(hours=20 * step), announce=False,
            )  # fmt: skip
