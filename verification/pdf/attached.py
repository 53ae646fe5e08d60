"""What a paper carries inside: the seal itself and the same fields for machines (PDF/A-3, ISO 19005-3 6.8)."""

import json
from datetime import datetime
from typing import Any, TypedDict

from verification import claims, link, token
from verification.doc_type import DocType
from verification.fields import FIELDS
from verification.pdf.sheet import Sheet

SEAL, FIELDS_JSON, CLAIM_169 = "sceau.cose", "document.json", "claim169.txt"
COSE_TYPE = "application/cose"  # RFC 9052 11.3.1


class Attachment(TypedDict):
    """As the template takes it; a ``body`` that is no text is numbers, since JSON has no bytes."""

    name: str
    mime: str
    description: str
    relationship: str
    body: str | list[int]


def attachments(sheet: Sheet) -> list[Attachment]:
    """The seal, its fields as JSON with the status claim, and for civil papers the form that MOSIP readers take."""
    found = [
        _attachment(SEAL, COSE_TYPE, "Sceau électronique COSE_Sign1", "source", list(sheet.token)),
        _attachment(
            FIELDS_JSON, "application/json", "Les mentions du document et son statut", "data", fields(sheet)
        ),
    ]
    if sheet.kind.doc_type == DocType.BIRTH_EXTRACT:
        wrapped = link.wrap_claim169(sheet.token)
        found.append(_attachment(CLAIM_169, "text/plain", "Code MOSIP claim 169", "alternative", wrapped))
    return found


def fields(sheet: Sheet) -> str:
    """What the seal says, what the paper shows, and the status claim of draft-ietf-oauth-status-list 6.2."""
    document = token.read(sheet.token).document
    if document is None:
        raise ValueError("the token of the sheet cannot be read")
    sealed: dict[str, Any] = {
        field.attribute: _plain(value)
        for field in FIELDS
        if field.attribute != "index"
        and (value := getattr(document, field.attribute)) not in ("", b"", None, ())
    }
    if document.civil:
        sealed["civil"] = {str(key): value for key, value in document.civil.items()}
    return json.dumps(
        {
            "kind": sheet.kind.code,
            "number": sheet.number,
            "copy": sheet.copy_kind.name.lower(),
            **({"ordinal": sheet.ordinal} if sheet.ordinal else {}),
            "iat": claims.seconds(sheet.issued_at),
            "exp": _seconds(sheet.expires_at),
            "status": {"status_list": {"idx": sheet.index, "uri": sheet.list_uri}},
            "sealed": sealed,
            "shown": dict(sheet.shown),
        },
        ensure_ascii=False,
        sort_keys=True,
        indent=1,
    )


def _attachment(
    name: str, mime: str, description: str, relationship: str, body: str | list[int]
) -> Attachment:
    return {
        "name": name, "mime": mime, "description": description, "relationship": relationship, "body": body,
    }  # fmt: skip


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else claims.seconds(at)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return [[line.hs6, line.goods, line.gross_kg, line.packages] for line in value]
    return int(value) if isinstance(value, int) else value
