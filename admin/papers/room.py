"""What this room of the console is handed by the wiring: what needs keys, hosts or the lane that seals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from admin.papers.said import Said
from verification.registry.papers import Paper
from verification.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be sealed now: ``rows`` of label and value in the order of the paper.

    ``prohibited`` is the code of the rule that stops these goods until an officer has seen their papers, "" for none.
    """

    title: str
    issuer: str
    rows: tuple[tuple[str, str], ...] = field(repr=False)
    expires_at: datetime | None
    prohibited: str = ""


class Sealer(Protocol):
    """The same functions as the command line's and the lane's own."""

    def judge(self, connection: Connection, paper: Paper) -> Verdict | None:
        """The verdict that the public page gives at this moment, not entered as a check; None without a bundle."""

    def text_of(self, paper: Paper) -> str:
        """The text of its symbol."""

    def kids(self, connection: Connection, issuers: Iterable[str]) -> frozenset[bytes]:
        """The keys of these issuers in the published bundle."""

    def draft(self, case_id: str, said: Said) -> Draft:
        """Raises PaperRefused; LookupError for a case that is not granted or ends with no paper. Writes nothing."""

    def seal(self, connection: Connection, case_id: str, said: Said) -> None:
        """Have the lane's worker seal it, with this transaction."""

    def reprint(self, connection: Connection, number: str, by: str) -> int:
        """Have one more made; which paper it is. Raises RegistryRefused (number, state, copies)."""

    def ring(self) -> None:
        """What was asked for is done now, not at the next sweep."""


@dataclass(frozen=True, slots=True)
class PapersRoom:
    """Filled by `gateway/console/papers.py`. ``code_key`` makes the digits beside a number."""

    sealer: Sealer
    code_key: bytes = field(repr=False)
