"""What the public page of verification is handed: verdicts, look-ups, registers, proofs of refusal and files."""

from sqlalchemy import Connection, select

from gateway.sealing.keys import KeyMissing
from gateway.seals import AWAY, Seals
from kernel import clock
from kernel.ids import ReferenceRefused, parse_reference
from payments import quittances
from payments.quittances.tables import QUITTANCE
from verification.registry import copies, lookup, papers, refusals
from verification.registry.errors import RegistryRefused
from verification.registry.holdings import NoBundle
from verification.registry.judging import Judged, judge
from verification.registry.lookup import Looked
from verification.signer import SigningFailed
from verification.web.ports import Kind, Visit

# A desk with a pile of papers, and an office of many behind one address.
VERDICTS_A_MINUTE = 60
MINUTE_S = 60


class Readers:
    """`verification.web.ports` on this deployment; ``pdf_of`` for the door of files."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals

    def judge(self, text: str, visit: Visit) -> Judged:
        """Raises NoBundle; also while this server has no root."""
        seals = self._seals
        try:
            holdings = seals.holdings
        except KeyMissing as missing:
            raise NoBundle(str(missing)) from missing
        with seals.database.transaction() as connection:
            return judge(
                connection, seals.keyring, holdings, text, seals.our_hosts, clock.now(), client=visit.who,
                channel=visit.channel, place=visit.place, purpose=visit.purpose,
            )  # fmt: skip

    def look(self, number: str, code: str | None, visit: Visit) -> Looked:
        """Raises TooManyTries."""
        seals = self._seals
        return lookup.check(
            seals.database, seals.keyring, seals.limits, seals.code_key, phone_or_client=visit.who, number=number,
            code=code, channel=visit.channel, at=clock.now(), place=visit.place, purpose=visit.purpose,
        )  # fmt: skip

    def registers(self, kind: Kind, kid: bytes) -> bytes | None:
        """The newest copy, as it was signed."""
        with self._seals.database.transaction() as connection:
            return (
                copies.newest_bundle(connection) if kind == "bundle" else copies.newest(connection, kid, kind)
            )

    def refuse(self, number: str, code: str, place: str, said: str, visit: Visit) -> bytes:
        """A proof of refusal, signed by the register key of the paper's issuer.

        Raises TooManyTries, RegistryRefused, SigningFailed: also where this process has no keys.
        """
        seals, at = self._seals, clock.now()
        if self.look(number, code, visit).fields is None:
            raise RegistryRefused("code")
        try:
            with seals.database.transaction() as connection:
                paper = papers.find(connection, seals.keyring, seals.code_key, number)
                if paper is None:
                    raise RegistryRefused("code")
                return refusals.prove(
                    connection, seals.keyring, seals.code_key, seals.registers_of(connection, paper.kid, at),
                    number=number, code=code, place=place, said=said, at=at,
                )  # fmt: skip
        except AWAY as missing:
            raise SigningFailed("no register key here") from missing

    def pace(self, who: str) -> bool:
        """False for more than 60 verdicts a minute of one address; closed without Redis."""
        return self._seals.limits.allow("verify", who, VERDICTS_A_MINUTE, MINUTE_S, open_when_down=False)

    def pdf_of(self, number: str, code: str, visit: Visit) -> bytes | None:
        """The file of a document by its number and code, or by those of the quittance it was made of.

        None for a wrong code, an unknown number and a file that is not made yet alike. Raises TooManyTries.
        """
        seals = self._seals
        looked = self.look(number, code, visit)
        with seals.database.transaction() as connection:
            if looked.fields is not None:
                paper = papers.find(connection, seals.keyring, seals.code_key, number)
            else:
                paper = self._of_quittance(connection, number, code)
        return paper.pdf if paper else None

    def _of_quittance(self, connection: Connection, number: str, code: str) -> papers.Paper | None:
        seals = self._seals
        if quittances.check(connection, seals.keyring, number, code).fields is None:
            return None
        wanted = select(QUITTANCE.c.id).where(QUITTANCE.c.document_number == _digits(number))
        cause = f"quittance:{connection.execute(wanted).scalar_one()}"
        return papers.of_cause(connection, seals.keyring, seals.code_key, cause)


def _digits(number: str) -> str:
    try:
        return parse_reference(number)
    except ReferenceRefused:
        return ""
