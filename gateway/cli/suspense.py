"""``guichet suspense``: money that came with no reference, and the two persons who find its invoice."""

import click

from gateway.cli.desk import BY, CODE, JSON, LIMIT, refusals, ring
from gateway.cli.entitled import entitled, of_regie
from gateway.cli.refunding import found
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired
from gateway.wiring import Guichet
from kernel import clock
from payments import invoices
from payments.suspense import listing, matching
from payments.suspense.candidates import candidates

COLUMNS = ("receipt", "rail", "operator_id", "amount_xof", "payer", "received_at", "proposed", "proposed_by")
MONEY = click.argument("money")


@click.group()
def suspense() -> None:
    """Money that waits for its invoice (recettes a classer)."""


@suspense.command("list")
@click.option("--ageing", "as_ages", is_flag=True, help="How many and how much, by days of waiting.")
@LIMIT
@JSON
def list_(as_ages: bool, limit: int, as_json: bool) -> None:
    """What waits, oldest first."""
    with wired() as guichet, guichet.database.transaction() as connection:
        if as_ages:
            rows = [
                {"days": each.days, "count": each.count, "amount_xof": each.amount_xof}
                for each in listing.ageing(connection, clock.now())
            ]
        else:
            rows = listing.list_suspense(connection, guichet.keyring, limit)
    table(rows, as_json=as_json, empty="Nothing waits.", columns=() if as_ages else COLUMNS)


@suspense.command("match")
@MONEY
@click.argument("reference", nargs=-1)
@click.option("--by", metavar="NAME", help="Who proposes: a name of `guichet staff`.")
@CODE
@JSON
def match(money: str, reference: tuple[str, ...], by: str | None, code: str | None, as_json: bool) -> None:
    """Show which invoices MONEY (its receipt, or the operator's id) may be for; with REFERENCE, propose that one."""
    with refusals(), wired() as guichet:
        receipt_id = _receipt(guichet, money)
        if not reference:
            _candidates(guichet, receipt_id, as_json)
            return
        if by is None:
            raise click.UsageError("say who proposes: --by NAME")
        about = f"suspense:{receipt_id}"
        invoice, person = found(guichet, "".join(reference)), entitled(guichet, by, code, "money.ask", about)
        of_regie(guichet, person, invoice.regie, "money.ask", about)
        with guichet.database.transaction() as connection:
            matching.match(
                connection, receipt_id=receipt_id, invoice_id=invoice.id, by=person.name, at=clock.now()
            )
        click.echo("proposed; another person releases it")


@suspense.command("release")
@MONEY
@BY
@CODE
@click.option("--refuse", is_flag=True, help="Refuse the proposal instead.")
def release(money: str, by: str, code: str | None, refuse: bool) -> None:
    """Post MONEY to the invoice that another person proposed."""
    with refusals(), wired() as guichet:
        receipt_id = _receipt(guichet, money)
        who = _granter(guichet, by, code, receipt_id)
        with guichet.database.transaction() as connection:
            if refuse:
                matching.refuse(connection, receipt_id=receipt_id, by=who, at=clock.now())
            else:
                matching.release(
                    connection, guichet.treasury.settlement, receipt_id=receipt_id, by=who, at=clock.now()
                )
        ring(guichet, "events")
    click.echo("refused; it waits for another proposal" if refuse else "released: the invoice has its money")


def _granter(guichet: Guichet, by: str, code: str | None, receipt_id: str) -> str:
    """The name of who decides, of the office that the proposed invoice is of. Raises NotProven, NotPermitted."""
    about = f"suspense:{receipt_id}"
    person = entitled(guichet, by, code, "money.grant", about)
    with guichet.database.transaction() as connection:
        proposal = matching.proposed(connection, receipt_id)
        invoice = invoices.find(connection, proposal.invoice_id) if proposal is not None else None
    of_regie(guichet, person, invoice.regie if invoice else None, "money.grant", about)
    return person.name


def _receipt(guichet: Guichet, money: str) -> str:
    with guichet.database.transaction() as connection:
        receipt_id = listing.find(connection, money)
    if receipt_id is None:
        raise matching.NotMatched("no money of this name is in suspense, or two are: give the receipt's id")
    return receipt_id


def _candidates(guichet: Guichet, receipt_id: str, as_json: bool) -> None:
    with guichet.database.transaction() as connection:
        likely = candidates(connection, receipt_id)
    rows = [
        {"reference": each.reference, "score": each.score, "why": " ".join(each.reasons), "due_xof": each.due_xof,
         "label": each.label, "regie": each.regie}
        for each in likely
    ]  # fmt: skip
    if as_json:
        click.echo(dumps(rows))
    else:
        table(rows, as_json=False, empty="No open invoice has this payer or this amount.")


COMMANDS = (suspense,)
