"""A portal's statement as its operator would write it: the columns of `payments/reconciliation/profiles.yaml`."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from kernel import clock

HEADERS = {
    "orange": "Date;Heure;Libellé;Référence;N° commande;Numéro client;Crédit;Débit;Commission;Solde",
    "moov": "DATE;OPERATION;REFERENCE MOOV;EXTERNALDATA1;MSISDN;MONTANT;FRAIS;SOLDE",
    "mtn": "Date,Type,Id transaction,Id externe,Compte payeur,Montant,Frais,Devise,Solde",
}
COMMAS = {"orange": ";", "moov": ";", "mtn": ","}
# What an operator keeps of a payment, in thousandths: no contract is public, an example.
KEPT = 5


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment as the operator's portal shows it. ``payer`` "" where it hides who paid."""

    at: datetime
    operator_id: str
    amount_xof: int
    payer: str = field(repr=False)
    reference: str = ""
    currency: str = "XOF"

    @property
    def fee_xof(self) -> int:
        return self.amount_xof * KEPT // 1000


def write(folder: Path, rail: str, country: str, day: date, before_xof: int, lines: Sequence[Paid]) -> Path:
    """The file of one day, with opening and closing balance. The same lines make the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"releve-{rail}-{country.lower()}-{day.isoformat()}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADERS[rail] + "\r\n")
        writer = csv.writer(file, delimiter=COMMAS[rail])
        writer.writerows(_rows(rail, country, day, before_xof, lines))
    return path


def _rows(
    rail: str, country: str, day: date, before_xof: int, lines: Sequence[Paid]
) -> Iterator[Sequence[object]]:
    balance = before_xof
    shape = ROWS[rail]
    yield shape(f"{day:%d/%m/%Y}", "00:00:00", "Solde d'ouverture", Paid(_EPOCH, "", 0, ""), balance)
    for each in lines:
        here = clock.local(country, each.at)
        if each.currency == "XOF":
            balance += each.amount_xof - each.fee_xof
        yield shape(f"{here:%d/%m/%Y}", f"{here:%H:%M:%S}", "Paiement marchand", each, balance)
    yield shape(f"{day:%d/%m/%Y}", "23:59:59", "Solde de clôture", Paid(_EPOCH, "", 0, ""), balance)


def _orange(day: str, hour: str, word: str, paid: Paid, balance: int) -> Sequence[object]:
    amount = paid.amount_xof or ""
    fee = paid.fee_xof or ""
    return (day, hour, word, paid.operator_id, paid.reference, paid.payer, amount, "", fee, balance)


def _moov(day: str, hour: str, word: str, paid: Paid, balance: int) -> Sequence[object]:
    amount, fee = paid.amount_xof or "", paid.fee_xof or ""
    return (f"{day} {hour}", word, paid.operator_id, paid.reference, paid.payer, amount, fee, balance)


def _mtn(day: str, hour: str, word: str, paid: Paid, balance: int) -> Sequence[object]:
    amount, fee = paid.amount_xof or "", paid.fee_xof or ""
    named = (paid.operator_id, paid.reference, paid.payer)
    return (f"{day} {hour}", word, *named, amount, fee, paid.currency, balance)


_EPOCH = datetime.fromtimestamp(0, clock.ZONES["ML"])
ROWS = {"orange": _orange, "moov": _moov, "mtn": _mtn}
