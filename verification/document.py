"""What a seal says: the fields that an officer compares with the paper and the goods. Not how they are coded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from verification.doc_type import CopyKind, DocType


@dataclass(frozen=True, slots=True)
class Line:
    """One more product of the same certificate. ``gross_kg`` and ``packages`` may be left out."""

    hs6: str
    goods: str
    gross_kg: int | None = None
    packages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Every field of the token. Texts are "" and numbers None where the document has no such field.

    ``index`` is its place in the status list; ``serial`` the 12 digits `kernel.ids` makes; ``hs6`` six digits;
    ``dest`` ISO 3166 alpha-2; ``package_code`` UNECE Rec 21; ``gross_kg`` whole kilograms; ``replaces`` the serial
    it takes the place of; ``annex_digest`` the first 16 bytes of the SHA-256 of an annex; times aware UTC, in
    whole seconds.
    ``issuer`` may stay "": the key implies it and 9 bytes are saved. ``civil`` is MOSIP claim 169 by its numbers.
    ``party`` is the person a paper is about or who paid, ``matter`` what for, ``amount_xof`` francs.
    """

    index: int
    doc_type: DocType
    serial: str
    issued_at: datetime
    expires_at: datetime | None = None
    copy_kind: CopyKind = CopyKind.ORIGINAL
    issuer: str = ""
    exporter: str = ""
    tax_id: str = ""
    consignee: str = ""
    dest: str = ""
    hs6: str = ""
    goods: str = ""
    criterion: str = ""
    gross_kg: int | None = None
    packages: int | None = None
    package_code: str = ""
    invoice: str = ""
    approval: str = ""
    replaces: str = ""
    extra_lines: tuple[Line, ...] = ()
    annex_digest: bytes = b""
    party: str = ""
    matter: str = ""
    amount_xof: int | None = None
    civil: Mapping[int, int | str] = field(default_factory=dict)
