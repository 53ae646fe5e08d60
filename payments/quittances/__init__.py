"""Quittances: numbered without gaps per regie and exercice, checked by number and code, voided in sight."""

from payments.quittances.checking import Standing, check
from payments.quittances.issuing import duplicata, find, issue, of_invoice, void
from payments.quittances.letters import letters
from payments.quittances.quittance import Quittance

__all__ = ["Quittance", "Standing", "check", "duplicata", "find", "issue", "letters", "of_invoice", "void"]
