"""A seal judged by the server itself: the core's verdict with our newest bundle, list, filter and register.

Online there is no reason to wait for the next list: what the register says of a document outranks it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from kernel.crypto import Keyring
from verification import link, token, update
from verification.incomplete import Incomplete
from verification.known import Clocks, Known
from verification.registry import checks, seals
from verification.registry.check_tables import PRESENTATION
from verification.registry.checks import Check, Presented
from verification.registry.holdings import Holdings
from verification.registry.states import STATUSES
from verification.registry.tables import SEALED_DOCUMENT
from verification.token import Parsed
from verification.update import News
from verification.verdict import Verdict, examine
from verification.word import Word


@dataclass(frozen=True, slots=True)
class Judged:
    """``presented``: earlier uses of a paper that has one use, oldest first. ``document_id``: the register has it.

    ``news``: the text was no document and brings lists up to date.
    """

    verdict: Verdict
    presented: tuple[Presented, ...] = ()
    document_id: str | None = None
    news: News | None = None


def judge(
    connection: Connection,
    keyring: Keyring,
    holdings: Holdings,
    text: str,
    our_hosts: frozenset[str],
    at: datetime,
    *,
    client: str,
    channel: str,
    place: str | None = None,
    purpose: str | None = None,
) -> Judged:
    """The verdict on a text as scanned, pasted, sent by SMS or read from a photo; logged when it is of a document.

    Publishes "document.double_use" when a paper of one use is presented again. A token that a key of ours signed and
    the register does not have is FORGED ("not_issued"): the key was stolen. Raises NoBundle, BundleForged.
    """
    asked = Check(who=client, channel=channel, at=at, place=place, purpose=purpose)
    parsed = _parsed(text, our_hosts)
    known, ours = holdings.known(connection, parsed.kid if parsed else b"")
    news = None if parsed else update.examine(text, our_hosts, known.bundle)
    if news is not None:
        # Whoever pastes it where documents are checked is told what it is; nobody presented a paper.
        return Judged(Verdict(Word.INCOMPLETE, ("lists",)), news=news)
    row = _entry(connection, parsed, asked)
    verdict = examine(text, our_hosts, _live(known, parsed, row), Clocks(at))
    if parsed is None or verdict.document is None:
        checks.record(connection, keyring, asked, verdict.word, None, parsed.kid if parsed else None)
        return Judged(verdict)
    if ours and not _same(keyring, parsed, row):
        verdict = _never_issued(verdict)
        checks.record(connection, keyring, asked, verdict.word, None, parsed.kid)
        return Judged(verdict)
    return _logged(connection, keyring, asked, verdict, parsed, row)


def _parsed(text: str, our_hosts: frozenset[str]) -> Parsed | None:
    try:
        return token.read(link.read(text, our_hosts).token)
    except Incomplete:
        return None


def _entry(connection: Connection, parsed: Parsed | None, asked: Check) -> Row[*tuple[Any, ...]] | None:
    """The register's row of this very key and place, whoever signed the token."""
    if parsed is None or parsed.document is None:
        return None
    if asked.purpose == PRESENTATION:
        checks.hold(connection, parsed.document.serial)
    row = SEALED_DOCUMENT.c
    found: Row[*tuple[Any, ...]] | None = connection.execute(
        select(row.id, row.number, row.state, row.one_use, row.replaced_by, row.token_sealed).where(
            row.number == parsed.document.serial,
            row.kid == parsed.kid,
            row.status_index == parsed.document.index,
        )
    ).one_or_none()
    return found


def _live(known: Known, parsed: Parsed | None, row: Row[*tuple[Any, ...]] | None) -> Known:
    """The newest list as it would be if it were made now, as far as this document goes."""
    if parsed is None or parsed.document is None or row is None:
        return known
    statuses, index = known.lists.get(parsed.kid), parsed.document.index
    if statuses is None or statuses.get(index) in (None, STATUSES[row.state]):
        lists = known.lists
    else:
        lists = {**known.lists, parsed.kid: statuses.with_status({index: STATUSES[row.state]})}
    successor = {row.number: row.replaced_by} if row.replaced_by else {}
    return replace(known, lists=lists, replaced_by=successor)


def _same(keyring: Keyring, parsed: Parsed, row: Row[*tuple[Any, ...]] | None) -> bool:
    """A true number on other claims is as forged as a number that was never given."""
    if row is None:
        return False
    return token.read(seals.unseal(keyring, "token", row.id, row.token_sealed)).claims == parsed.claims


def _never_issued(verdict: Verdict) -> Verdict:
    if verdict.word is Word.WRONG_SITE:
        return Verdict(Word.WRONG_SITE, ("host", Word.FORGED), clock_wrong=verdict.clock_wrong)
    return Verdict(Word.FORGED, ("not_issued",), clock_wrong=verdict.clock_wrong)


def _logged(
    connection: Connection,
    keyring: Keyring,
    asked: Check,
    verdict: Verdict,
    parsed: Parsed,
    row: Row[*tuple[Any, ...]] | None,
) -> Judged:
    """``row`` is None for a key of another register: its papers are logged by number, their one use is not known."""
    number = parsed.document.serial if parsed.document else None
    before: tuple[Presented, ...] = ()
    if row is not None and row.one_use:
        before = checks.earlier(keyring, asked, checks.presentations(connection, keyring, row.number))
    logged = checks.record(connection, keyring, asked, verdict.word, number, parsed.kid)
    if row is not None and before and logged and asked.purpose == PRESENTATION:
        checks.alarm(connection, row.id, logged)
    return Judged(verdict, before, row.id if row is not None else None)
