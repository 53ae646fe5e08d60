"""One document from what it says to a paper that reads back: drawn, sealed, printed, proven, and only then entered.

No connection is held while it is signed, drawn and read (some 100 ms). Killed anywhere, nothing was issued.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Connection

from catalogue.document import DocumentKind
from gateway.sealing.certificate import paper_seal
from gateway.seals import NotMade, Seals
from verification import link, token
from verification.doc_type import CopyKind, DocType
from verification.kinds import Prepared
from verification.pdf import Sheet, prove, render, sign
from verification.qr.readback import Unreadable
from verification.registry import codes, issuing, papers, places
from verification.registry.issuing import Draft
from verification.registry.request import Issued, Request
from verification.signer import Signer
from verification.trusted_key import TrustedKey

# Somebody else took the number or the place meanwhile, or the symbol does not read: seen less than once in 10,000
# papers, five times in a row.
TRIES_MAX = 5
log = structlog.get_logger(__name__)

# Runs with the row in one transaction, when the document is new.
Then = Callable[[Connection, Issued], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be sealed. ``cause`` has one document ever; ``holder`` is a phone.

    ``administration`` is the office that the paper names, "" for that of its kind; ``ordinal`` that of a duplicata.
    """

    kind: DocumentKind
    country: str
    prepared: Prepared = field(repr=False)
    cause: str
    subject: str
    service: int | None = None
    holder: str | None = field(default=None, repr=False)
    administration: str = ""
    copy_kind: CopyKind = CopyKind.ORIGINAL
    ordinal: int = 0
    actor: str = issuing.AUTOMATE

    def request(self) -> Request:
        """As the register takes it."""
        made = self.prepared
        return Request(
            kind=DocType(self.kind.doc_type), cause=self.cause, subject=self.subject, issuer=made.issuer,
            copy_kind=self.copy_kind, fields=made.fields, shown=made.shown, service=self.service,
            holder_phone=self.holder, one_use=made.one_use, expires_at=made.expires_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Finished:
    """A paper that reads back, not entered yet."""

    draft: Draft
    sealed: bytes
    pdf: bytes


def make(seals: Seals, wanted: Wanted, at: datetime, then: Then) -> Issued:
    """The document of ``wanted.cause``: the first one when there is one.

    Raises NoKey, NoBundle, SigningFailed (later), PaperRefused, Unreadable, TooLong (a person looks), RegistryRefused.
    """
    request = wanted.request()
    refused: Exception = NotMade()
    for _ in range(TRIES_MAX):
        with seals.database.transaction() as connection:
            known = issuing.of_cause(connection, seals.keyring, request, seals.code_key)
            if known is not None:
                return known
            signer = seals.signer(connection, request.issuer, request.kind, at)
            drawn = issuing.draft(connection, seals.reference_key, signer.kid, request, at)
            key = seals.trusted(connection, signer.kid)
        try:
            finished = _finished(seals, wanted, drawn, signer, key)
        except Unreadable as unreadable:
            # Nothing was entered. The next draw has another number and place, so another symbol, which may well read.
            log.warning("document_unreadable", kind=wanted.kind.code, stage=unreadable.stage)
            refused = unreadable
            continue
        issued = _entered(seals, finished, signer.kid, wanted.actor, then)
        if issued is not None:
            log.info("document_sealed", document=issued.id, kind=wanted.kind.code, kid=signer.kid.hex())
            return issued
    raise refused


def _finished(seals: Seals, wanted: Wanted, drawn: Draft, signer: Signer, key: TrustedKey) -> _Finished:
    document = drawn.document
    sealed = token.issue(document, signer)
    text = link.compose(seals.settings.verify_host, sealed)
    sheet = Sheet(
        kind=wanted.kind, country=wanted.country, number=document.serial,
        code=codes.code_of(seals.code_key, document.serial), token=sealed, link=text, shown=wanted.prepared.shown,
        issued_at=document.issued_at, expires_at=document.expires_at, index=document.index, list_uri=key.list_uri,
        administration=wanted.administration, copy_kind=wanted.copy_kind, ordinal=wanted.ordinal,
        sms=seals.settings.verify_sms,
    )  # fmt: skip
    office = wanted.administration or wanted.kind.offices[wanted.country].name  # type: ignore[index]
    pdf = sign(render(seals.catalogue, sheet), paper_seal(seals, key, office, signer))
    # The signed file, as it will be handed out: what does not read is not issued.
    prove(pdf, text)
    return _Finished(drawn, sealed, pdf)


def _entered(seals: Seals, made: _Finished, kid: bytes, actor: str, then: Then) -> Issued | None:
    """None: it has to be drawn anew, or its cause was served meanwhile."""
    document = made.draft.document
    with seals.database.transaction() as connection:
        places.hold(connection, kid)
        watched = places.watched_at(connection, kid)
        # A register of issued seals was begun meanwhile: it would not know this one, and call it forged.
        if watched is not None and watched.replace(microsecond=0) > document.issued_at:
            return None
        if not issuing.enter(connection, seals.keyring, made.draft, made.sealed, kid, actor):
            return None
        papers.keep_pdf(connection, seals.keyring, made.draft.id, made.pdf)
        number = document.serial
        issued = Issued(
            made.draft.id,
            number,
            codes.code_of(seals.code_key, number),
            made.sealed,
            True,
            document.issued_at,
        )
        then(connection, issued)
    return issued
