"""``guichet refund``: money back to the account it came from, asked by one person and approved by another."""

import click

from gateway.cli.desk import CODE, refusals, ring
from gateway.cli.entitled import entitled, of_regie
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired
from gateway.wiring import Guichet
from kernel import clock, money
from kernel.ids import ReferenceRefused, parse_reference
from payments.invoices import Invoice, by_reference
from payments.refunds import asking, balance, listing
from payments.refunds.errors import NotRefundable

COLUMNS = ("state", "amount_xof", "rail", "asked_by", "decided_by", "asked_at", "ended_at", "failure", "id")

PERMISSIONS = {"ask": "money.ask", "approve": "money.grant", "refuse": "money.grant"}


@click.command()
@click.argument("reference", nargs=-1, required=True)
@click.option("--ask", "act", flag_value="ask", help="Ask for it.")
@click.option(
    "--approve", "act", flag_value="approve", help="Approve what another person asked for: it is sent."
)
@click.option("--refuse", "act", flag_value="refuse", help="Refuse what another person asked for.")
@click.option("--amount", type=int, help="Francs; everything that is left when not given.")
@click.option("--reason", default="", help="Why, in a sentence for the file.")
@click.option("--by", metavar="NAME", help="Who acts: a name of `guichet staff`.")
@CODE
@click.option("--json", "as_json", is_flag=True, help="A JSON array of the refunds of this payment.")
def refund(
    reference: tuple[str, ...],
    act: str | None,
    amount: int | None,
    reason: str,
    by: str | None,
    code: str | None,
    as_json: bool,
) -> None:
    """Show, ask for, approve or refuse the refund of a payment. REFERENCE may be typed with its spaces."""
    with refusals(), wired() as guichet:
        invoice = found(guichet, "".join(reference))
        if act:
            if by is None:
                raise click.UsageError("say who acts: --by NAME")
            permission, about = PERMISSIONS[act], f"payment:{invoice.reference}"
            person = entitled(guichet, by, code, permission, about)
            of_regie(guichet, person, invoice.regie, permission, about)
            _act(guichet, act, invoice, amount, reason, person.name)
        with guichet.database.transaction() as connection:
            rows = listing.list_refunds(connection, invoice_id=invoice.id)
        if as_json:
            click.echo(dumps(rows))
        else:
            table(rows, as_json=False, empty="Nothing was refunded, nothing is asked for.", columns=COLUMNS)


def found(guichet: Guichet, reference: str) -> Invoice:
    """The invoice of 12 digits, exit 2 for what is none. Raises NotRefundable."""
    try:
        digits = parse_reference(reference)
    except ReferenceRefused as refused:
        raise click.BadParameter(f"not a reference ({refused})") from None
    with guichet.database.transaction() as connection:
        invoice = by_reference(connection, digits)
    if invoice is None:
        raise NotRefundable("reference")
    return invoice


def _act(guichet: Guichet, act: str, invoice: Invoice, amount: int | None, reason: str, by: str) -> None:
    at = clock.now()
    with guichet.database.transaction() as connection:
        if act == "ask":
            if not reason.strip():
                raise click.UsageError("say why: --reason")
            receipt_id = listing.refundable_of(connection, invoice.id)
            whole = balance.hold(connection, receipt_id).total_xof if amount is None else amount
            cause = f"invoice:{invoice.reference}:{receipt_id}"
            asking.ask(
                connection, receipt_id=receipt_id, amount_xof=whole, cause=cause, reason=reason, by=by, at=at
            )  # fmt: skip
            click.echo(f"{money.show(whole)} asked for; another person approves", err=True)
            return
        states = ("asked", "failed") if act == "approve" else ("asked",)
        rows = listing.list_refunds(connection, invoice_id=invoice.id)
        waiting = next((row["id"] for row in rows if row["state"] in states), None)
        if waiting is None:
            raise NotRefundable("state")
        (asking.approve if act == "approve" else asking.refuse)(connection, waiting, by=by, at=at)
    ring(guichet, asking.LANE)


COMMANDS = (refund,)
