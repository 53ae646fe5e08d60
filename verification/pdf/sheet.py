"""Sheet: everything that one paper shows and carries. Not how it is drawn: templates/."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from catalogue.document import DocumentKind
from verification.doc_type import CopyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """``shown`` is `kinds.Prepared.shown`; ``link`` the text of the symbol, which holds ``token``.

    ``administration`` names the office that issues; "" takes the kind's own. ``list_uri`` and ``index`` make the
    status claim of the attachment (draft-ietf-oauth-status-list 6). ``sms`` is the number that answers by SMS, "" for
    none. ``ordinal`` says which duplicata it is, counted from 1; 0 for what is not counted.
    """

    kind: DocumentKind
    country: str
    number: str
    code: str = field(repr=False)
    token: bytes = field(repr=False)
    link: str = field(repr=False)
    shown: Mapping[str, str] = field(repr=False)
    issued_at: datetime
    expires_at: datetime | None
    index: int
    list_uri: str
    administration: str = ""
    copy_kind: CopyKind = CopyKind.ORIGINAL
    ordinal: int = 0
    sms: str = ""
