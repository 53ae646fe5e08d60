"""The head of a case as staff see it: who asked for what, where it stands, when it is due. Its story: ``story.py``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from admin.casework.queue import Line, line
from cases import seals
from catalogue.catalogue import Catalogue
from catalogue.service import Service
from kernel.crypto import Keyring
from kernel.redaction import masked_phone


@dataclass(frozen=True, slots=True)
class Dossier:
    """``answers``: (what was asked, what was answered), empty for those who may not read them.

    ``erased_at``: since when there are none for anybody. ``connector``: the name of the administration's own system,
    None for one that has none.
    """

    line: Line
    title: str
    phone: str
    administration: str
    connector: str | None
    submission: str
    checked_at: datetime | None
    language: str
    answers: tuple[tuple[str, str], ...] = field(repr=False)
    erased_at: datetime | None = None

    @property
    def reference(self) -> str:
        """The 12 digits."""
        return self.line.reference

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.line.state


def dossier(
    keyring: Keyring, catalogue: Catalogue, case: Row[Any], language: str, *, answers: bool
) -> Dossier:
    """Of a row of case_file, in the ``language`` of who reads. The phone is masked."""
    service = catalogue.services.get(case.service)
    office = catalogue.administrations.get(case.administration)
    given = seals.unseal_answers(keyring, case.id, case.answers_sealed) if answers else {}
    phone = seals.unseal(keyring, "case_file.phone", case.id, case.phone_sealed)
    return Dossier(
        line=line(case, catalogue.services),
        title=service.title.of(language) if service else str(case.service),
        phone=masked_phone(phone),
        administration=office.name.of(language) if office else case.administration,
        connector=office.connector if office else None,
        submission=case.submission,
        checked_at=case.checked_at,
        language=case.language,
        answers=_written(catalogue, service, language, given),
        erased_at=case.answers_erased_at,
    )


def _written(
    catalogue: Catalogue, service: Service | None, language: str, given: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Each answer under its question, a choice by its label; what nobody asked as the paper that it is for says."""
    asked = {question.name: question for question in service.questions} if service else {}
    papers = [kind for kind in catalogue.documents.values() if service and service.number in kind.services]
    words = {field.name: field.label for kind in papers for field in kind.fields}
    words |= {name: question.prompt.of(language) for name, question in asked.items()}
    chosen = {
        (name, choice.value): choice.label.of(language)
        for name, question in asked.items()
        for choice in question.choices
    }
    return tuple(
        (words.get(name, name), chosen.get((name, value), value)) for name, value in given.items() if value
    )
