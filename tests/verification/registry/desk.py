"""A desk that seals with the office's keys, and what stands on a paper of Fanta's cooperative."""

from datetime import datetime
from typing import Any

from sqlalchemy import text

from kernel import ids
from kernel.crypto import Keyring
from kernel.database import Database
from tests.verification.core.office import APEX, DAY, HOST, NOON, OURS, REGISTER, ROOT, URI, bundle
from verification import bundle as bundles
from verification import link
from verification.bundle import TrustBundle
from verification.doc_type import DocType
from verification.registry import copies, issuing, publishing, revoking
from verification.registry.holdings import Holdings
from verification.registry.judging import Judged, judge
from verification.registry.request import Issued, Request
from verification.signer import Signer

REFERENCE_KEY, CODE_KEY = b"r" * 16, b"c" * 32
# Never issued: its serial is far from what the sequence gives.
NOBODYS = ids.reference(99_999_999, 2031, REFERENCE_KEY)
FIELDS: dict[str, Any] = {
    "exporter": "COOPERATIVE KARITE DU MANDE",
    "dest": "BJ",
    "hs6": "120740",
    "criterion": "WO",
    "gross_kg": 24_500,
}
SHOWN = {"Exportateur": "COOPERATIVE KARITE DU MANDE", "Poids brut": "24 500 kg"}
PHONE = "+22370000001"


def request(cause: str = "case:1", **changes: Any) -> Request:
    made: dict[str, Any] = {
        "kind": DocType.CERTIFICATE_OF_ORIGIN, "cause": cause, "subject": "260000000001", "issuer": "ML-APEX",
        "fields": FIELDS, "shown": SHOWN, "service": 17, "holder_phone": PHONE, "expires_at": NOON + 182 * DAY,
    }  # fmt: skip
    return Request(**made | changes)


class Desk:
    """One administration's day: what is written again and again in these tests."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self.database, self.keyring = database, keyring
        self.holdings = Holdings(ROOT.public)

    def issue(
        self, cause: str = "case:1", *, at: datetime = NOON, signer: Signer = APEX, **changes: Any
    ) -> Issued:
        with self.database.transaction() as connection:
            return issuing.issue(
                connection,
                self.keyring,
                REFERENCE_KEY,
                signer,
                request(cause, **changes),
                at,
                code_key=CODE_KEY,
            )

    def propose(self, number: str, act: str = "revoke", by: str = "awa", at: datetime = NOON) -> str:
        with self.database.transaction() as connection:
            return revoking.propose(connection, self.keyring, number, act, "erreur de saisie", by, at)

    def decide(self, proposal: str, by: str = "moussa", at: datetime = NOON, *, approve: bool = True) -> str:
        with self.database.transaction() as connection:
            return revoking.decide(connection, self.keyring, proposal, by, at, approve=approve)

    def change(self, number: str, act: str = "revoke", at: datetime = NOON) -> str:
        return self.decide(self.propose(number, act, at=at), at=at)

    def trust(self, **changes: Any) -> TrustBundle:
        """Publish a bundle of the office's keys."""
        made = bundle(**changes)
        with self.database.transaction() as connection:
            return copies.keep_bundle(connection, bundles.seal(made, ROOT), ROOT.public, NOON)

    def publish(self, at: datetime = NOON) -> bytes:
        with self.database.transaction() as connection:
            return publishing.publish(connection, self.keyring, APEX.kid, REGISTER, at, uri=URI)

    def watch(self, at: datetime = NOON) -> bytes:
        return publishing.publish_filter(self.database, self.keyring, APEX.kid, REGISTER, at)

    def judge(self, token: bytes | str, at: datetime = NOON, **said: Any) -> Judged:
        scanned = token if isinstance(token, str) else link.compose(HOST, token)
        made: dict[str, Any] = {"client": "10.0.0.1", "channel": "web"}
        with self.database.transaction() as connection:
            return judge(connection, self.keyring, self.holdings, scanned, OURS, at, **made | said)

    def count(self, what: str, **values: Any) -> int:
        with self.database.transaction() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {what}"), values).scalar_one())  # noqa: S608
