"""The statement as this portal writes it: semicolons, UTF-8 with a mark."""

from simulator.operators.cells import digits, instant, key, kind
from simulator.operators.sheet import BOM, THIN, Sheet

SHEET = Sheet(
    ";",
    BOM,
    THIN,
    {
        "Date": instant,
        "Opération": kind,
        "Transaction": key("id"),
        "Référence demandeur": key("reference"),
        "Compte débité": digits,
        "Montant": key("amount"),
        "Frais": key("fee"),
        "Solde": key("balance"),
    },
)
