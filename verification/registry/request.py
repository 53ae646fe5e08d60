"""What is asked to be sealed, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from verification.doc_type import CopyKind, DocType


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """``fields`` are attributes of `verification.document.Document`, less index, serial, doc_type, copy_kind and times.

    ``shown`` is everything that the paper shows, in its order. ``cause`` ("case:<id>", "quittance:<id>") has one
    document ever. ``subject`` is what it is about: a case reference or a quittance's number. ``fields["replaces"]``
    names the document that two persons decided to replace.
    """

    kind: DocType
    cause: str
    subject: str
    issuer: str
    copy_kind: CopyKind = CopyKind.ORIGINAL
    fields: Mapping[str, Any] = field(default_factory=dict, repr=False)
    shown: Mapping[str, str] = field(default_factory=dict, repr=False)
    service: int | None = None
    holder_phone: str | None = field(default=None, repr=False)
    one_use: bool = False
    expires_at: datetime | None = None

    @property
    def replaces(self) -> str:
        """The number it takes the place of, "" for none."""
        return str(self.fields.get("replaces", ""))


@dataclass(frozen=True, slots=True)
class Issued:
    """``code`` goes beside the number on the paper; ``token`` into its symbol. ``new`` is False for a repeated cause.

    ``issued_at`` is what the token says, in whole seconds.
    """

    id: str
    number: str
    code: str = field(repr=False)
    token: bytes = field(repr=False)
    new: bool
    issued_at: datetime
