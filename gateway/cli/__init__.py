"""The command line. Exit 0: done; 1: something is wrong, and which; 2: misuse. Never a traceback."""

import sys

import click
import psycopg
import redis
from sqlalchemy.exc import OperationalError, ProgrammingError

from catalogue.loader import CatalogueRefused
from gateway.addresses import NotStarted
from gateway.backup import BackupFailed
from gateway.cli import (
    broadcast,
    catalogue,
    checks,
    cost,
    database,
    demo_people,
    document,
    fields,
    files,
    keys,
    listings,
    money,
    outbox,
    people,
    person,
    processes,
    redis_acl,
    registers,
    terminal,
)
from gateway.settings import SettingsRefused
from gateway.supervisor import AlreadyRunning, NotReady
from kernel.database import DatabaseUnavailable
from kernel.session_store import StoreUnavailable

GROUPS = (
    processes,
    checks,
    catalogue,
    cost,
    listings,
    money,
    registers,
    document,
    keys,
    fields,
    database,
    redis_acl,
    outbox,
    broadcast,
    people,
    person,
    demo_people,
    files,
    terminal,
)
# What an operator can act on, in words; anything else is a fault of ours and says where to look. The libraries' own
# messages are left out: they quote addresses and statements.
SENTENCES: dict[type[Exception], str] = {
    NotStarted: "{0}",
    AlreadyRunning: "another `guichet run` uses {0}",
    NotReady: "not ready after a minute: {0}; see the logs folder",
    DatabaseUnavailable: "PostgreSQL is out of reach ({0})",
    StoreUnavailable: "Redis is out of reach ({0})",
    BackupFailed: "{0}",
    OperationalError: "PostgreSQL is out of reach, or is busy with another change",
    ProgrammingError: "the database has another schema than this program: run `guichet migrate`",
    redis.RedisError: "Redis is out of reach",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guichet", prog_name="guichet")
def guichet() -> None:
    """The counter that fits in any phone."""


for group in GROUPS:
    for command in group.COMMANDS:
        guichet.add_command(command)


def main() -> None:
    """Entry point of ``guichet``."""
    try:
        guichet.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except CatalogueRefused as refused:
        for problem in refused.problems:
            click.echo(f"{problem.file}:{problem.line}: {problem.reason}", err=True)
        sys.exit(1)
    except SettingsRefused as refused:
        for reason in refused.problems:
            click.echo(f"guichet: {reason}", err=True)
        sys.exit(2)
    except tuple(SENTENCES) as error:
        sentence = next(words for kind, words in SENTENCES.items() if isinstance(error, kind))
        if isinstance(getattr(error, "orig", None), psycopg.errors.InsufficientPrivilege):
            sentence = "this role of PostgreSQL may not do that: see `guichet database roles`"
        click.echo("guichet: " + sentence.format(error), err=True)
        sys.exit(1)
