"""Statements as files: every operator's portal writes its CSV in its own way. No two agree on anything."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from simulator.operators.statement import moment
from simulator.store import Document

KINDS = {
    "payment": "Paiement marchand",
    "merchant": "Paiement marchand",
    "refund": "Remboursement",
    "reversal": "Annulation",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """How one operator writes: separator, charset, what stands between thousands, columns in order."""

    comma: str
    charset: str
    thousands: str
    columns: dict[str, Callable[[Document], object]]

    def write(self, day: date, opening: int, lines: list[Document]) -> bytes:
        """The file of a day: head, opening balance, lines, closing balance."""
        text = io.StringIO()
        rows = csv.writer(text, delimiter=self.comma, lineterminator="\r\n")
        rows.writerow(self.columns)
        rows.writerow(self._balance("Solde d'ouverture", day, opening))
        balance = opening
        for line in lines:
            balance += line["amount"] - line["fee"]
            rows.writerow([self._cell(read({**line, "balance": balance})) for read in self.columns.values()])
        rows.writerow(self._balance("Solde de clôture", day, balance))
        return text.getvalue().encode(self.charset, "replace")

    def _cell(self, value: object) -> str:
        return f"{value:,}".replace(",", self.thousands) if isinstance(value, int) else str(value)

    def _balance(self, words: str, day: date, amount: int) -> list[str]:
        empty = [""] * (len(self.columns) - 3)
        return [f"{day:%d/%m/%Y}", words, *empty, self._cell(amount)]


def _date(line: Document) -> str:
    return f"{moment(line):%d/%m/%Y}"


def _instant(line: Document) -> str:
    return f"{moment(line):%d/%m/%Y %H:%M:%S}"


def _key(name: str) -> Callable[[Document], object]:
    return lambda line: line[name]


def _local(line: Document) -> str:
    """The payer without the country code, as the national portals print it."""
    return str(line["payer"])[4:]


def _digits(line: Document) -> str:
    return str(line["payer"]).lstrip("+")


def _kind(line: Document) -> str:
    return KINDS[line["kind"]]


BOM, WINDOWS, THIN, WIDE = "utf-8-sig", "cp1252", " ", "\u00a0"
SHEETS = {
    "mtn": Sheet(
        ",",
        BOM,
        THIN,
        {
            "Date": _instant,
            "Type": _kind,
            "Id transaction": _key("id"),
            "Id externe": _key("reference"),
            "Compte payeur": _digits,
            "Montant": _key("amount"),
            "Frais": _key("fee"),
            "Devise": _key("currency"),
            "Solde": _key("balance"),
        },
    ),
    "orange": Sheet(
        ";",
        WINDOWS,
        WIDE,
        {
            "Date": _date,
            "Libellé": _kind,
            "Heure": lambda line: f"{moment(line):%H:%M:%S}",
            "Référence": _key("id"),
            "Numéro client": _local,
            "N° commande": _key("reference"),
            "Crédit": lambda line: line["amount"] if line["amount"] > 0 else "",
            "Débit": lambda line: -line["amount"] if line["amount"] < 0 else "",
            "Commission": _key("fee"),
            "Solde": _key("balance"),
        },
    ),
    "moov": Sheet(
        ";",
        BOM,
        THIN,
        {
            "DATE": _instant,
            "OPERATION": _kind,
            "REFERENCE MOOV": _key("id"),
            "EXTERNALDATA1": _key("reference"),
            "MSISDN": _digits,
            "MONTANT": _key("amount"),
            "FRAIS": _key("fee"),
            "SOLDE": _key("balance"),
        },
    ),
    "wave": Sheet(
        ",",
        BOM,
        "",
        {
            "Date": _instant,
            "Type": _kind,
            "Identifiant": _key("id"),
            "Référence client": _key("reference"),
            "Numéro": _key("payer"),
            "Montant": _key("amount"),
            "Frais": _key("fee"),
            "Devise": _key("currency"),
            "Solde": _key("balance"),
        },
    ),
    "gsma": Sheet(
        ";",
        BOM,
        THIN,
        {
            "Date": _instant,
            "Opération": _kind,
            "Transaction": _key("id"),
            "Référence demandeur": _key("reference"),
            "Compte débité": _digits,
            "Montant": _key("amount"),
            "Frais": _key("fee"),
            "Solde": _key("balance"),
        },
    ),
    "pispi": Sheet(
        ";",
        WINDOWS,
        THIN,
        {
            "Date irrévocabilité": _instant,
            "Opération": _kind,
            "End2EndId": _key("id"),
            "TxId": _key("reference"),
            "Payeur": _key("payer"),
            "Montant": _key("amount"),
            "Solde": _key("balance"),
        },
    ),
}
