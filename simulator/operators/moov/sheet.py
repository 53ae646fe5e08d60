"""The statement as this portal writes it: semicolons, capitals, UTF-8 with a mark."""

from simulator.operators.cells import digits, instant, key, kind
from simulator.operators.sheet import BOM, THIN, Sheet

SHEET = Sheet(
    ";",
    BOM,
    THIN,
    {
        "DATE": instant,
        "OPERATION": kind,
        "REFERENCE MOOV": key("id"),
        "EXTERNALDATA1": key("reference"),
        "MSISDN": digits,
        "MONTANT": key("amount"),
        "FRAIS": key("fee"),
        "SOLDE": key("balance"),
    },
)
