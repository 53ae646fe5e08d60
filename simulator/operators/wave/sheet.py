"""The statement as this portal writes it: commas, bare figures, UTF-8 with a mark."""

from simulator.operators.cells import instant, key, kind
from simulator.operators.sheet import BOM, Sheet

SHEET = Sheet(
    ",",
    BOM,
    "",
    {
        "Date": instant,
        "Type": kind,
        "Identifiant": key("id"),
        "Référence client": key("reference"),
        "Numéro": key("payer"),
        "Montant": key("amount"),
        "Frais": key("fee"),
        "Devise": key("currency"),
        "Solde": key("balance"),
    },
)
