"""``guichet redis acl``: what each process may do in Redis, for whoever keeps it."""

import click

from gateway.privileges import redis_acl

HOW = """\
into it: guichet redis acl | valkey-cli --user ADMIN --askpass
then, once: ACL SETUSER guichet_web on >PASSWORD, the same for guichet_worker, ACL SAVE,
and with both in use: ACL SETUSER default off"""


@click.group()
def redis() -> None:
    """The rights in Redis or Valkey."""


@redis.command("acl")
def acl() -> None:
    """Print the rules of both users; they leave passwords as they are, so that each version may bring its own."""
    for statement in redis_acl.statements():
        click.echo(statement)
    click.echo(HOW, err=True)


COMMANDS = (redis,)
