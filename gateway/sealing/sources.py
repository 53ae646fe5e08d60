"""What a case or a quittance gives to be sealed. It reads and decides; it seals nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from admin.papers.said import Said
from cases import seals as case_seals
from cases.tables import CASE_FILE
from catalogue.accounting_plan import Accounting
from catalogue.catalogue import Catalogue
from catalogue.document import DocumentKind
from gateway.sealing.grounds import GRANTED
from gateway.sealing.making import Wanted
from gateway.sealing.prohibited import stop
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.ids import spaced
from payments import quittances
from payments import seals as payment_seals
from payments.quittances.quittance import Quittance
from payments.tables import INVOICE
from verification.kinds import Prepared, request_fields
from verification.registry.issuing import AUTOMATE
from verification.room import fitted

QUITTANCE_KIND = "quittance"
CASE = "case"
NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Found:
    """``language`` is what the holder reads."""

    wanted: Wanted = field(repr=False)
    language: str


def of_case(
    database: Database,
    keyring: Keyring,
    catalogue: Catalogue,
    case_id: str,
    at: datetime,
    said: Said = NOTHING,
) -> Found | None:
    """None when the service ends with no sealed document, the case was not granted or its answers were erased.

    ``said``: by an officer.

    Raises PaperRefused, Prohibited.
    """
    with database.transaction() as connection:
        row = connection.execute(select(CASE_FILE).where(CASE_FILE.c.id == case_id)).one_or_none()
    service = catalogue.services.get(row.service) if row else None
    kind = catalogue.papers.kind_of(service) if service else None
    if row is None or service is None or kind is None or row.state not in GRANTED:
        return None
    if row.answers_erased_at is not None:
        return None  # a paper of nobody: what it would say was erased
    answers = case_seals.unseal_answers(keyring, row.id, row.answers_sealed)
    stop(catalogue, service, answers, at, said.released)
    prepared = request_fields(catalogue, kind, {**answers, **_chosen(kind, said)}, at, service.country)
    wanted = Wanted(
        kind=kind, country=service.country, cause=cause_of(row.id, said), subject=row.reference,
        service=service.number, prepared=_succeeding(kind, prepared, said),
        holder=case_seals.unseal(keyring, "case_file.phone", row.id, row.phone_sealed),
        actor=f"staff:{said.by}" if said.by else AUTOMATE,
    )  # fmt: skip
    return Found(wanted, row.language)


def cause_of(case_id: str, said: Said = NOTHING) -> str:
    """What has one document ever: the case, or the replacing of one document of it."""
    return f"case:{case_id}:replaces:{said.replaces}" if said.replaces else f"case:{case_id}"


def of_quittance(
    database: Database,
    keyring: Keyring,
    catalogue: Catalogue,
    accounting: Accounting,
    quittance_id: int,
    at: datetime,
) -> Found | None:
    """None for one that is void or unknown. Raises PaperRefused."""
    kind = catalogue.documents.get(QUITTANCE_KIND)
    with database.transaction() as connection:
        quittance = quittances.find(connection, keyring, quittance_id)
        if quittance is None or kind is None or quittance.voided_at is not None:
            return None
        invoice = connection.execute(select(INVOICE).where(INVOICE.c.id == quittance.invoice_id)).one()
        reference = _case_of(connection, invoice)
    if invoice.country not in kind.offices:
        return None
    answers = _said(catalogue, quittance, invoice.country, invoice.label)
    regie = accounting.regies.get(quittance.regie)
    wanted = Wanted(
        kind=kind, country=invoice.country, cause=f"quittance:{quittance.id}", subject=quittance.document_number,
        prepared=request_fields(catalogue, kind, {**answers, "case": reference}, at, invoice.country),
        service=invoice.service, administration=regie.name if regie else "",
        holder=payment_seals.unseal(keyring, "invoice.payer", invoice.id, invoice.payer_sealed),
    )  # fmt: skip
    return Found(wanted, "fr")


def _chosen(kind: DocumentKind, said: Said) -> dict[str, str]:
    """The criterion as if it had been the answer."""
    fields = [field.source for field in kind.fields if field.form == "criterion"]
    return {fields[0]: said.criterion} if fields and said.criterion else {}


def _succeeding(kind: DocumentKind, prepared: Prepared, said: Said) -> Prepared:
    if not said.replaces:
        return prepared
    fields = fitted(kind, {**prepared.fields, "replaces": said.replaces}, prepared.shown)
    return replace(prepared, fields=fields)


def _case_of(connection: Connection, invoice: Row[Any]) -> str:
    """The reference of the case that was paid for, "" for none."""
    if invoice.subject_kind != CASE:
        return ""
    reference = select(CASE_FILE.c.reference).where(CASE_FILE.c.id == invoice.subject)
    found = connection.execute(reference).scalar()
    return spaced(found) if found else ""


def _said(catalogue: Catalogue, quittance: Quittance, country: str, label: str) -> dict[str, str]:
    """The quittance under the names of its paper's fields: times as days, codes as words."""
    fields: Mapping[str, str] = quittance.fields()
    rail = f"rail.{quittance.rail}"
    return {
        # Each regie counts from 1: alone, the number names a hundred quittances.
        "number": f"{quittance.regie.upper()} {fields['number']}",
        "paid_on": clock.local_day(country, quittance.issued_at).isoformat(),
        "amount": str(quittance.amount_xof), "letters": fields["letters"], "payer": quittance.payer_name or "",
        "label": fields["label"] or label, "line": fields["line"],
        "rail": catalogue.text(rail, "fr") if rail in catalogue.texts.keys() else fields["rail"],  # noqa: SIM118
        "operator_ref": fields["operator_ref"],
    }  # fmt: skip
