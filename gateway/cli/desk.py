"""What the commands about money share: who acts, proven by a code, and the parts they act with."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from admin.people import staff, totp
from admin.people.person import Person
from admin.roles import ROLES, Role
from gateway import bell
from gateway.wiring import Guichet
from payments.closing.day import NotClosable
from payments.rail_errors import RailError
from payments.reconciliation.explaining import NotExplained
from payments.reconciliation.refused import StatementRefused
from payments.refunds.errors import NotRefundable
from payments.refunds.two_persons import SamePerson
from payments.suspense.matching import NotMatched


class NotPermitted(PermissionError):
    """Proven, and of another role. The words say whose it is. Nothing was changed."""

    retry = False


# What a person can act on: shown as it is, exit 1.
REFUSALS = (
    NotClosable, NotExplained, NotMatched, NotRefundable, RailError, SamePerson, StatementRefused, staff.NotAdded,
    totp.NotProven, NotPermitted,
)  # fmt: skip

BY = click.option("--by", required=True, metavar="NAME", help="Who acts: a name of `guichet staff`.")
CODE = click.option(
    "--code", metavar="CODE", help="The six digits of their app now; asked for when left out."
)
JSON = click.option("--json", "as_json", is_flag=True, help="A JSON array.")
LIMIT = click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(1, 200), help="Rows at most."
)
Option = Callable[[Callable[..., None]], Callable[..., None]]


@contextmanager
def refusals() -> Iterator[None]:
    """A refusal becomes one line and exit 1."""
    try:
        yield
    except REFUSALS as refused:
        click.echo(f"guichet: {refused}", err=True)
        sys.exit(1)


def acting(guichet: Guichet, by: str, code: str | None) -> str:
    """The name of who acts, once proven. Exit 2 for a name that is nobody's, and without a terminal to ask at."""
    with guichet.database.transaction() as connection:
        if not staff.exists(connection, by):
            raise click.UsageError(f"nobody of the staff is called {by!r}; add them: guichet staff add {by}")
    if code is None:
        if not sys.stdin.isatty():
            raise click.UsageError("no terminal to ask the code at: give --code")
        code = click.prompt(f"Code of {by}", hide_input=True)
    with guichet.database.transaction() as connection:
        return totp.prove(connection, guichet.keyring, guichet.limits, by, code.strip())


def proven(guichet: Guichet, by: str, code: str | None) -> Person:
    """Who acts, with their role and office. Raises NotProven, NotPermitted; exits as ``acting``."""
    name = acting(guichet, by, code)
    with guichet.database.transaction() as connection:
        row = staff.named(connection, name)
    if row is None:
        raise NotPermitted(f"{name} was disabled meanwhile")
    return Person(row.id, row.name, Role(row.role), row.administration, row.region, False, 0, None)


def not_for(person: Person, permission: str) -> NotPermitted:
    """The words for somebody of another role."""
    return NotPermitted(f"{person.name} is {person.role}: this is for {', '.join(sorted(ROLES[permission]))}")


def ring(guichet: Guichet, *lanes: str) -> None:
    """What was published is handled now, not at the next sweep."""
    bell.ring(guichet.redis, lanes)
