"""The registers of a regie, each a query over the ledger: one entry is written, all follow from it."""

from payments.registers.grand_livre import grand_livre
from payments.registers.journal import journal
from payments.registers.period import Period, exercice
from payments.registers.recovery import recovery
from payments.registers.revenue import by_line, by_share
from payments.registers.stubs import stubs
from payments.registers.takings import takings

__all__ = [
    "Period",
    "by_line",
    "by_share",
    "exercice",
    "grand_livre",
    "journal",
    "recovery",
    "stubs",
    "takings",
]
