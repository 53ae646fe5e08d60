"""A desk on the shipped catalogue and words, with the counted ports of the conversation's tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from catalogue import commands
from catalogue.catalogue import Catalogue
from catalogue.commands import Vocabulary
from catalogue.loader import load
from conversation.closed_documents import ClosedDocuments
from conversation.commands.desk import Desk, Incoming
from conversation.commands.effects import SmsEffect
from conversation.commands.plan import Letter, Plan
from conversation.effects import Pay
from conversation.ports import DocumentPort
from tests.cast import AWA, ORANGE_MALI
from tests.conversation.desk import Desk as MoneyDesk
from tests.conversation.world import CODES, Shelf

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return commands.load()


@dataclass
class Counter:
    """A phone that texts, and what a gateway would keep between two texts. ``done`` counts effects."""

    catalogue: Catalogue
    vocabulary: Vocabulary
    shelf: Shelf = field(default_factory=Shelf)
    money: MoneyDesk = field(default_factory=MoneyDesk)
    documents: DocumentPort = field(default_factory=ClosedDocuments)
    phone: str = AWA
    language: str | None = None
    state: bytes | None = None
    part: str = ""
    opted_out: bool = False
    dropped: bytes | None = None
    done: list[SmsEffect] = field(default_factory=list)
    outcome: Mapping[str, str] = field(default_factory=dict)
    plan: Plan | None = None
    letter: Letter = field(default_factory=Letter)

    def text(self, words: str, phone: str | None = None) -> str:
        desk = Desk(
            self.catalogue, self.vocabulary, self.shelf, self.money, self.documents, service_codes=CODES
        )
        incoming = Incoming(
            phone or self.phone, words, NOW, self.language, ORANGE_MALI, self.state, self.part, self.opted_out,
            lambda: self.dropped,
        )  # fmt: skip
        self.plan = desk.plan(incoming)
        self.letter = self.plan.write(self._performed(self.plan.effect))
        if not self.letter.keep:
            self.state = self.letter.state
        self.part = self.letter.part
        return self.letter.text

    def _performed(self, effect: SmsEffect | None) -> Mapping[str, str]:
        if effect is None:
            return {}
        self.done.append(effect)
        return self.money.pay(effect) if isinstance(effect, Pay) else self.outcome


@pytest.fixture
def counter(catalogue: Catalogue, vocabulary: Vocabulary) -> Counter:
    return Counter(catalogue, vocabulary)
