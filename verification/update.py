"""What is said of a text that brings lists up to date: which list, of when, and whether its signature holds.

It is no verdict on a document. Pure, as `verdict` is: it takes nothing into any list.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from verification import admission, brought, delta
from verification.brought import Brought
from verification.bundle import TrustBundle
from verification.status_list import ListRefused


class Update(StrEnum):
    """Beside the words of a verdict (`word.Word`), and fixed as those are."""

    LIST_UPDATE = "LIST_UPDATE"  # every signature holds
    LIST_UPDATE_PART = "LIST_UPDATE_PART"  # parts are missing or damaged: nothing can be said of the rest
    LIST_UPDATE_UNKNOWN = "LIST_UPDATE_UNKNOWN"  # of a list whose key the bundle does not have
    LIST_UPDATE_FALSE = "LIST_UPDATE_FALSE"  # a signature does not hold, or is of who may not sign it


@dataclass(frozen=True, slots=True)
class Change:
    """One list or delta that was believed. ``base``: the list that it follows, None for a whole list."""

    issuer: str
    kid: bytes
    base: int | None
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """``word`` is the worst of what was brought. ``reason``: why not, as `ListRefused` says it, "frames" or ""."""

    word: Update
    changes: tuple[Change, ...] = ()
    reason: str = ""
    missing: tuple[int, ...] = ()
    count: int = 0

    @property
    def worth_taking(self) -> bool:
        """Whether a reader's own page should be shown it."""
        return self.word in {Update.LIST_UPDATE, Update.LIST_UPDATE_PART}


def examine(text: str, our_hosts: frozenset[str], bundle: TrustBundle) -> News | None:
    """None for a text that brings no list. Never raises."""
    found = brought.read(text, our_hosts)
    return None if found is None else _said(found, bundle)


def _said(found: Brought, bundle: TrustBundle) -> News:
    changes, reasons = [], []
    for item in found.items:
        try:
            changes.append(_change(item, bundle))
        except ListRefused as refused:
            reasons.append(refused.reason_code)
    false = next((reason for reason in reasons if reason != "subject"), "")
    if false:
        return News(Update.LIST_UPDATE_FALSE, tuple(changes), false)
    if found.missing or found.damaged or not found.items:
        return News(Update.LIST_UPDATE_PART, tuple(changes), "frames", found.missing, found.count)
    if reasons:
        return News(Update.LIST_UPDATE_UNKNOWN, tuple(changes), "subject")
    return News(Update.LIST_UPDATE, tuple(changes))


def _change(item: bytes, bundle: TrustBundle) -> Change:
    """Raises ListRefused."""
    if delta.kind_of(item) == "list":
        kid, statuses = admission.admit_list(item, bundle)
        return Change(_issuer(kid, bundle), kid, None, statuses.number, statuses.iat)
    changes = admission.admit_changes(item, bundle)
    return Change(
        _issuer(changes.list_kid, bundle), changes.list_kid, changes.base, changes.number, changes.iat
    )


def _issuer(kid: bytes, bundle: TrustBundle) -> str:
    key = bundle.key(kid)
    return key.issuer if key else ""
