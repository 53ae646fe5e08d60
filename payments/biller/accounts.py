"""How an operator names a citizen's account: the GSMA's identifiers, of which we know three. Reads no bill."""

from sqlalchemy import ColumnElement

from kernel import clock, ids
from kernel.crypto import Keyring
from kernel.phone import PhoneRefused, parse
from payments import seals
from payments.biller.errors import BillRefused
from payments.tables import INVOICE

# Identifier types by which a citizen knows his account here: his phone, or the reference on his notice.
PHONE, REFERENCES = "msisdn", frozenset({"consumerno", "accountid"})
IDENTIFIERS_MAX = 3


def invoices(keyring: Keyring, kind: str, value: str) -> ColumnElement[bool]:
    """Which invoices an account has: of a phone those that can be paid.

    Raises BillRefused for another kind of identifier, or a malformed one.
    """
    if kind in REFERENCES:
        return INVOICE.c.reference == reference(value)
    if kind != PHONE:
        raise BillRefused("identifierError")
    payer = INVOICE.c.payer_index == seals.payer_index(keyring, phone(value))
    # Bills past their date are swept some time later: none of them is paid any more.
    current = INVOICE.c.expires_at.is_(None) | (INVOICE.c.expires_at > clock.now())
    return payer & (INVOICE.c.state == "open") & current


def identifiers(account_id: str) -> tuple[str, str]:
    """The one of "msisdn@+223...$organisationid@x" by which we know accounts. Raises BillRefused."""
    parts = [part.partition("@") for part in account_id.split("$", IDENTIFIERS_MAX)]
    for kind, at, value in parts:
        if at and (kind == PHONE or kind in REFERENCES):
            return kind, value
    raise BillRefused("identifierError")


def reference(text: str) -> str:
    """The 12 digits. Raises BillRefused: a mistyped reference is nobody's bill."""
    try:
        return ids.parse_reference(text)
    except ids.ReferenceRefused:
        raise BillRefused("identifierError") from None


def phone(text: str) -> str:
    """E.164. Raises BillRefused."""
    try:
        return parse(text)
    except PhoneRefused:
        raise BillRefused("identifierError") from None
