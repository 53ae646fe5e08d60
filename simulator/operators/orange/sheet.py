"""The statement as this portal writes it: semicolons, Windows-1252, no-break spaces, money in two columns."""

from simulator.operators.cells import day, key, kind, local
from simulator.operators.sheet import WIDE, WINDOWS, Sheet
from simulator.operators.statement import moment

SHEET = Sheet(
    ";",
    WINDOWS,
    WIDE,
    {
        "Date": day,
        "Libellé": kind,
        "Heure": lambda line: f"{moment(line):%H:%M:%S}",
        "Référence": key("id"),
        "Numéro client": local,
        "N° commande": key("reference"),
        "Crédit": lambda line: line["amount"] if line["amount"] > 0 else "",
        "Débit": lambda line: -line["amount"] if line["amount"] < 0 else "",
        "Commission": key("fee"),
        "Solde": key("balance"),
    },
)
