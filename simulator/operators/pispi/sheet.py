"""The statement as this portal writes it: semicolons, Windows-1252, no fees."""

from simulator.operators.cells import instant, key, kind
from simulator.operators.sheet import THIN, WINDOWS, Sheet

SHEET = Sheet(
    ";",
    WINDOWS,
    THIN,
    {
        "Date irrévocabilité": instant,
        "Opération": kind,
        "End2EndId": key("id"),
        "TxId": key("reference"),
        "Payeur": key("payer"),
        "Montant": key("amount"),
        "Solde": key("balance"),
    },
)
