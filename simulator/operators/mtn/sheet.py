"""The statement as this portal writes it: commas, UTF-8 with a mark, spaces between thousands."""

from simulator.operators.cells import digits, instant, key, kind
from simulator.operators.sheet import BOM, THIN, Sheet

SHEET = Sheet(
    ",",
    BOM,
    THIN,
    {
        "Date": instant,
        "Type": kind,
        "Id transaction": key("id"),
        "Id externe": key("reference"),
        "Compte payeur": digits,
        "Montant": key("amount"),
        "Frais": key("fee"),
        "Devise": key("currency"),
        "Solde": key("balance"),
    },
)
