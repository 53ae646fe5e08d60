"""What `admin/papers/` is handed: judging, drafting and asking, on this deployment's keys and lane."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from admin.papers.room import Draft, PapersRoom
from admin.papers.said import Said
from gateway import bell
from gateway.sealing import acts, handlers, reprints
from gateway.sealing.keys import KeyMissing
from gateway.sealing.prohibited import Prohibited
from kernel import clock
from verification.registry.holdings import NoBundle
from verification.registry.judging import judge
from verification.registry.papers import Paper
from verification.verdict import Verdict

if TYPE_CHECKING:
    from gateway.sealing.making import Wanted
    from gateway.wiring import Guichet

LOOKED_AT_BY = "console"


class Sealing:
    """`admin.papers.room.Sealer`. It opens no signing key: what is sealed is sealed by the lane's worker."""

    def __init__(self, guichet: "Guichet") -> None:
        self._guichet, self._seals = guichet, guichet.sealed.seals

    def judge(self, connection: Connection, paper: Paper) -> Verdict | None:
        """As the public page does it. What that writes is taken back: a look from the console is no check."""
        seals = self._seals
        look = connection.begin_nested()
        try:
            return judge(
                connection, seals.keyring, seals.holdings, self.text_of(paper), seals.our_hosts, clock.now(),
                client=LOOKED_AT_BY, channel="api",
            ).verdict  # fmt: skip
        except (NoBundle, KeyMissing):
            return None
        finally:
            look.rollback()

    def text_of(self, paper: Paper) -> str:
        """The text of its symbol."""
        return acts.text_of(self._seals, paper)

    def kids(self, connection: Connection, issuers: Iterable[str]) -> frozenset[bytes]:
        """The keys of these issuers in the published bundle, () before the first."""
        wanted = frozenset(issuers)
        try:
            return frozenset(key.kid for key in self._seals.bundle(connection).keys if key.issuer in wanted)
        except (NoBundle, KeyMissing):
            return frozenset()

    def draft(self, case_id: str, said: Said) -> Draft:
        """Raises PaperRefused, LookupError."""
        try:
            return _draft(self._wanted(case_id, said))
        except Prohibited as stopped:
            lifted = Said(said.by, said.criterion, stopped.rule_code, said.replaces)
            return _draft(self._wanted(case_id, lifted), stopped.rule_code)

    def seal(self, connection: Connection, case_id: str, said: Said) -> None:
        """Ask the lane's worker."""
        handlers.ask(connection, handlers.OF_CASE, case_id, said=said)

    def reprint(self, connection: Connection, number: str, by: str) -> int:
        """Ask the lane's worker. Raises RegistryRefused."""
        return reprints.ask(connection, self._seals, number, by)

    def ring(self) -> None:
        """The lane of documents."""
        bell.ring(self._guichet.redis, [handlers.LANE])

    def _wanted(self, case_id: str, said: Said) -> "Wanted":
        from gateway.sealing import sources  # what draws papers: no other page waits for it

        seals = self._seals
        found = sources.of_case(
            seals.database, seals.keyring, seals.catalogue, case_id, clock.now().replace(microsecond=0), said
        )
        if found is None:
            raise LookupError("not granted")
        return found.wanted


def room(guichet: "Guichet") -> PapersRoom:
    """Made once a process, with the web's other doors."""
    return PapersRoom(Sealing(guichet), guichet.sealed.seals.code_key)


def _draft(wanted: "Wanted", prohibited: str = "") -> Draft:
    prepared, kind = wanted.prepared, wanted.kind
    rows = tuple((kind.field(name).label, value) for name, value in prepared.shown.items())
    return Draft(kind.title, prepared.issuer, rows, prepared.expires_at, prohibited)
