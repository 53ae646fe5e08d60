"""What the conversation may ask about money: read from payments, in the conversation's own words."""

from collections.abc import Mapping

from sqlalchemy import Connection

from catalogue.catalogue import Catalogue
from conversation.dues import SECRET, Locality, Owed, QuittanceView, Standing, Way
from gateway.invoicing import NothingDue
from gateway.own_title import own_title
from gateway.treasury import Treasury
from kernel import clock
from kernel.fold import fold
from kernel.limits import Limits
from payments import invoices, queries, quittances
from payments.attempts.reading import load
from payments.contract import Rail
from payments.invoices import Invoice
from payments.rails import Dialled, offered

CODES_AN_HOUR = 5
HOUR_S = 3600
# What a quittance shows to whoever has its code; the rest is for the registers.
SHOWN = ("amount", "label", "regie")


class Money:
    """The conversation's MoneyPort."""

    def __init__(self, treasury: Treasury, catalogue: Catalogue, limits: Limits) -> None:
        self._treasury = treasury
        self._catalogue = catalogue
        self._limits = limits

    def owed(self, phone: str, limit: int = 5) -> list[Owed]:
        """The phone's own open invoices, newest first."""
        with self._treasury.database.transaction() as connection:
            found = queries.open_invoices(connection, self._treasury.keyring, phone, limit)
        return [self._owed(invoice) for invoice in found]

    def find(self, reference: str) -> Owed | None:
        """The invoice of 12 digits, whoever asks."""
        with self._treasury.database.transaction() as connection:
            invoice = invoices.by_reference(connection, reference)
        return None if invoice is None else self._owed(invoice)

    def standing(self, invoice_id: str) -> Standing:
        """Where paying it stands, as we know it."""
        with self._treasury.database.transaction() as connection:
            invoice = invoices.find(connection, invoice_id)
            if invoice is None or invoice.state not in ("open", "paid"):
                return Standing("closed")
            if invoice.state == "paid":
                quittance = quittances.of_invoice(connection, self._treasury.keyring, invoice_id)
                return Standing("paid", quittance=quittance.document_number if quittance else "")
            return self._under_way(connection, invoice_id)

    def ways(self, network: str, country: str, amount_xof: int) -> list[Way]:
        """The rails that a basic phone can use, the caller's own network first."""
        found = offered(self._treasury.rails, network, country, amount_xof)
        return [self._way(rail, amount_xof) for rail in found]

    def localities(self, service: int, begins: str = "", limit: int = 20) -> list[Locality]:
        """Where the tax of ``service`` has a tariff today."""
        accounting, country = self._treasury.accounting, self._catalogue.services[service].country
        day = clock.local_day(country, clock.now())
        line = accounting.line_of(service, day)
        codes = sorted(
            {tariff.locality for tariff in accounting.tariffs if line and tariff.line == line.code}
        )
        wanted = fold(begins).text.casefold().strip()
        named = [Locality(code, code.capitalize()) for code in codes if code.startswith(wanted)]
        return named[:limit]

    def tariff(self, service: int, answers: Mapping[str, str]) -> int | None:
        """Francs due, None where no tariff is known."""
        try:
            return self._treasury.invoicing.tax(self._catalogue.services[service], answers, clock.now())
        except NothingDue:
            return None

    def check(self, phone: str, number: str, code: str | None = None) -> QuittanceView:
        """A quittance by its document number; the fields only for the right code, within five tries an hour."""
        if code and not self._limits.allow(
            "quittance-code", phone, CODES_AN_HOUR, HOUR_S, open_when_down=False
        ):
            code = None
        with self._treasury.database.transaction() as connection:
            seen = quittances.check(connection, self._treasury.keyring, number, code)
        if seen.fields is None or seen.issued_at is None:
            return QuittanceView(seen.status)
        fields = {name: seen.fields[name] for name in SHOWN if seen.fields.get(name)}
        if "label" in fields:
            fields["label"] = own_title(self._catalogue, fields["label"])
        regie = self._treasury.accounting.regies.get(seen.fields["regie"])
        if regie is not None:
            fields["regie"] = regie.name
        fields["day"] = clock.local(regie.country if regie else "", seen.issued_at).strftime("%d/%m/%Y")
        if seen.payer_name:
            fields["payer"] = seen.payer_name
        return QuittanceView(seen.status, fields)

    def _owed(self, invoice: Invoice) -> Owed:
        return Owed(
            invoice.id, invoice.reference, own_title(self._catalogue, invoice.label), invoice.country,
            invoice.amount_xof, invoice.paid_xof, invoice.state,
        )  # fmt: skip

    def _under_way(self, connection: Connection, invoice_id: str) -> Standing:
        live = queries.live_attempt(connection, invoice_id)
        attempt = load(connection, self._treasury.keyring, live[0]) if live else None
        if attempt is None:
            return Standing("open")
        if attempt.rail not in self._treasury.rails:  # switched off meanwhile; the money may still come
            return Standing("waiting", attempt.created_at, "", attempt.charge.amount_xof)
        rail = self._treasury.rails[attempt.rail]
        amount = attempt.charge.amount_xof
        dial = dial_code(rail, amount)
        return Standing("to_dial" if dial else "waiting", attempt.created_at, self._name(rail), amount, dial)

    def _way(self, rail: Rail, amount_xof: int) -> Way:
        taken = min(amount_xof, rail.capabilities.max_xof)
        how = "dial" if rail.capabilities.customer_dialled else "push"
        return Way(rail.name, self._name(rail), rail.fee(taken), how, rail.capabilities.max_xof)  # type: ignore[arg-type]

    def _name(self, rail: Rail) -> str:
        return operator_name(self._catalogue, rail)


def operator_name(catalogue: Catalogue, rail: Rail) -> str:
    """The rail as citizens know it; brands are the same in every language."""
    return catalogue.text(f"rail.{rail.name}", "fr")


def dial_code(rail: Rail, amount_xof: int) -> str:
    """What the payer dials himself, with the place of his PIN; "" for a rail that prompts."""
    return rail.dial(amount_xof, SECRET) if isinstance(rail, Dialled) else ""
