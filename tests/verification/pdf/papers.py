"""One paper of every kind, from answers to a signed file, with the office's fixed keys."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from catalogue.catalogue import Catalogue
from catalogue.loader import load
from tests.verification.core.office import APEX, HOST, NOON, SERIAL
from verification import kinds, link, token
from verification.doc_type import CopyKind, DocType
from verification.document import Document
from verification.pdf import Seal, Sheet
from verification.pdf.certificate import self_signed

CODE = "4821"
LIST_URI = "https://v.example.ml/.well-known/guichet/revocations/aabbccdd"
YEAR = timedelta(days=365)
SEAL = Seal(APEX, self_signed(APEX, "APEX-Mali", "Signature des documents", NOON - YEAR, NOON + YEAR))
ORIGIN = {
    "exporter_name": "Coopérative Karité du Mandé", "rccm": "MA.BKO.2020.B.1234", "hs6": "151590",
    "regime": "UEMOA", "destination": "SN", "consignee_name": "Société Sénégalaise de Négoce",
    "goods": "Beurre de karité", "packages": "490", "weight_kg": "24500", "invoice_number": "F2026-118",
    "criterion": "TRANSFORME", "approval": "UEMOA-ML-0087",
}  # fmt: skip
ANSWERS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "co": ("ML", ORIGIN),
    "birth": (
        "ML",
        {
            "act_number": "1990-0412", "registry": "Commune III de Bamako", "given_names": "Aïssata Ɲɛnɛ",
            "surname": "COULIBALY", "born_on": "1990-03-12", "sex": "F", "born_at": "Bamako",
            "mother": "Fatoumata Ŋɔnɔn", "nationality": "ML",
        },
    ),
    "quittance": (
        "BJ",
        {
            "number": "2026-000123", "paid_on": "2026-11-21", "amount": "1900",
            "letters": "mille neuf cents francs CFA", "payer": "Sèna Agbodjan", "label": "Résidence, Cotonou",
        },
    ),
    "consular": (
        "BJ",
        {
            "registration": "BJ-PAR-2024-00871", "post": "Ambassade à Paris", "holder": "Sèdjro Houngbédji",
            "born_on": "1988-07-01", "born_at": "Ouidah", "passport": "BJ0871234", "registered_on": "2024-02-11",
        },
    ),
    "legalisation": (
        "BJ",
        {
            "document": "Diplôme de licence", "document_date": "2019-12-04", "holder": "Ɖossou Kpɛnou",
            "signer": "Maxime da Cruz", "quality": "Recteur",
        },
    ),
}  # fmt: skip


@cache
def shipped() -> Catalogue:
    return load()


def sheet(code: str, copy_kind: CopyKind = CopyKind.ORIGINAL, **answers: str) -> Sheet:
    """Sealed by the office's key, with ``answers`` in the place of the usual ones."""
    country, usual = ANSWERS[code]
    kind = shipped().documents[code]
    prepared = kinds.request_fields(shipped(), kind, {**usual, **answers}, NOON, country)
    document = Document(
        index=123_456, doc_type=DocType(kind.doc_type), serial=SERIAL, issued_at=NOON,
        expires_at=prepared.expires_at, copy_kind=copy_kind, **prepared.fields,
    )  # fmt: skip
    sealed = token.issue(document, APEX)
    return Sheet(
        kind=kind, country=country, number=SERIAL, code=CODE, token=sealed, link=link.compose(HOST, sealed),
        shown=prepared.shown, issued_at=NOON, expires_at=prepared.expires_at, index=123_456, list_uri=LIST_URI,
        copy_kind=copy_kind, sms="36555",
    )  # fmt: skip
