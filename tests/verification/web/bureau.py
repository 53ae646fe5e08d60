"""A bureau that seals today: browsers keep real time, so its keys, lists and papers are dated from now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kernel import clock, ids
from tests.verification.core.office import p256
from verification import bundle, issued_filter, link, status_list, token
from verification.bundle import TrustBundle
from verification.document import Document
from verification.known import Clocks, Known
from verification.signer import FileSigner
from verification.status_list import Status, StatusList
from verification.token import read
from verification.trusted_key import TrustedKey
from verification.verdict import Verdict, examine

HOST = "v.example.ml"
ROOT, APEX, REGISTERS, SLOW, STRANGER = (p256(number) for number in (71, 72, 73, 74, 75))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SERIALS = [ids.reference(serial, 2026, b"pages of the bureau") for serial in range(20)]
CHANGES = {1: Status.REVOKED, 2: Status.SUSPENDED, 3: Status.REPLACED}


def uri(signer: FileSigner) -> str:
    return f"https://{HOST}/.well-known/guichet/revocations/{signer.kid.hex()}"


@dataclass(frozen=True)
class Bureau:
    """``texts`` by the word that each gets. ``served`` by (kind, kid): what readers are given."""

    now: datetime
    known: Known
    texts: Mapping[str, str]
    served: Mapping[tuple[str, bytes], bytes]
    serial: str = SERIALS[0]
    code: str = "4821"

    def verdict(self, text: str, hosts: frozenset[str], at: datetime | None = None) -> Verdict:
        """What the server's own reader says."""
        return examine(text, hosts, self.known, Clocks(at or clock.now(), self.now))


def paper(now: datetime, index: int, **changes: object) -> Document:
    made = Document(
        index=index, doc_type=1, serial=SERIALS[index], issued_at=now - 2 * HOUR, expires_at=now + 180 * DAY,  # type: ignore[arg-type]
        exporter="COOPERATIVE KARITE DU MANDE", consignee="SOCIETE BENINOISE DE NEGOCE", dest="BJ", hs6="120740",
        goods="AMANDES DE KARITE", criterion="WO", gross_kg=24_500, packages=490, invoice="F-2026-0412",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def opened() -> Bureau:
    """A morning at the bureau."""
    now = clock.now().replace(microsecond=0) - timedelta(minutes=3)
    trust = _trust(now)
    sealed = {index: token.issue(paper(now, index), APEX) for index in range(4)}
    sealed[4] = token.issue(paper(now, 4, issued_at=now - 90 * DAY, expires_at=now - DAY), APEX)
    sealed[5] = token.issue(paper(now, 5, issued_at=now + 3 * DAY), APEX)
    payloads = [read(each).claims for each in sealed.values()]
    lists = {APEX: _list(now, APEX, CHANGES), SLOW: _list(now - 3 * DAY, SLOW, {})}
    issued = issued_filter.build(payloads, 1000, APEX.kid, now)
    served = {
        ("bundle", b""): bundle.seal(trust, ROOT),
        ("filter", APEX.kid): issued_filter.seal(issued, REGISTERS),
    }
    served |= {("list", signer.kid): status_list.seal(each, REGISTERS) for signer, each in lists.items()}
    slow = token.issue(paper(now, 6), SLOW)
    others = issued_filter.build([read(slow).claims], 10, SLOW.kid, now)
    served["filter", SLOW.kid] = issued_filter.seal(others, REGISTERS)
    by_kid = {signer.kid: each for signer, each in lists.items()}
    known = Known(trust, by_kid, {APEX.kid: issued, SLOW.kid: others})
    return Bureau(now, known, _texts(now, sealed, slow), served)


def renewed(bureau: Bureau, changes: Mapping[int, Status], number: int = 8) -> dict[tuple[str, bytes], bytes]:
    """What is served after ``changes``: the next list of APEX."""
    newer = replace(_list(bureau.now, APEX, changes), number=number)
    return {**bureau.served, ("list", APEX.kid): status_list.seal(newer, REGISTERS)}


def never_issued(bureau: Bureau) -> str:
    """Made with the stolen key: the signature holds, the register never had it."""
    return link.compose(HOST, token.issue(paper(bureau.now, 9), APEX))


def _trust(now: datetime) -> TrustBundle:
    keys = tuple(
        TrustedKey(
            public=signer.public, issuer="ML-APEX", doc_types=frozenset(types), nbf=now - 300 * DAY,
            exp=now + 65 * DAY, list_uri=uri(signer),
        )
        for signer, types in ((APEX, {1}), (REGISTERS, {0}), (SLOW, {1}))
    )  # fmt: skip
    return TrustBundle(
        number=7, keys=keys, next_root_hash=bytes(32), iat=now - DAY, ttl=86_400, exp=now + 400 * DAY, root=ROOT.public
    )  # fmt: skip


def _list(at: datetime, signer: FileSigner, changes: Mapping[int, Status]) -> StatusList:
    made = StatusList(
        uri=uri(signer), number=7, statuses=status_list.blank(1 << 16), iat=at, ttl=86_400, exp=at + 30 * DAY
    )  # fmt: skip
    return made.with_status(changes)


def _texts(now: datetime, sealed: Mapping[int, bytes], slow: bytes) -> dict[str, str]:
    names = dict(enumerate(("VALID", "REVOKED", "SUSPENDED", "REPLACED", "EXPIRED", "NOT_YET_OR_CLOCK")))
    found = {names[index]: link.compose(HOST, each) for index, each in sealed.items()}
    altered = bytearray(sealed[0])
    altered[altered.index(b"KARITE")] ^= 1
    return found | {
        "VALID_LIST_OLD": link.compose(HOST, slow),
        "UNKNOWN_KEY": link.compose(HOST, token.issue(paper(now, 7), STRANGER)),
        "FORGED": link.compose(HOST, bytes(altered)),
        "INCOMPLETE": found["VALID"][:-9],
        "WRONG_SITE": link.compose("v.examp1e.ml", sealed[0]),
    }
