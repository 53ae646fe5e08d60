"""``guichet staff demo``: how to sign in to the demo's console without an authenticator app. Refused in production."""

from datetime import timedelta

import click

from gateway.cli.people import staff
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired
from gateway.settings import Mode, Settings
from kernel import clock

STEP_S = 30
STEP = timedelta(seconds=STEP_S)


@staff.command("demo")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def demo(name: str | None, as_json: bool) -> None:
    """Show the demo's people, their password and the six digits that each app would show now, and those after.

    A code works once, within its 30 seconds: for the next step that asks for one, run this again.
    """
    with wired() as guichet:
        _only_in_a_demo(guichet.settings)
        # The demo's people are no part of a production's program: they are imported here only.
        from gateway.demo import people

        with guichet.database.transaction() as connection:
            rows: list[dict[str, object]] = [
                {
                    "name": person.name, "role": str(person.role), "administration": person.administration or "",
                    "code": people.code_of(connection, guichet.keyring, person.name) or "not here",
                    "next": people.code_of(connection, guichet.keyring, person.name, STEP) or "not here",
                }
                for person in people.PEOPLE
                if name in (None, person.name)
            ]  # fmt: skip
        url = f"{guichet.settings.public_url}/admin/"
    if not rows:
        raise click.UsageError(f"nobody of the demo is called {name!r}")
    left = STEP_S - int(clock.now().timestamp()) % STEP_S
    if as_json:
        click.echo(dumps({"url": url, "password": people.PASSWORD, "valid_s": left, "people": rows}))
        return
    table(rows, as_json=False, empty="")
    click.echo(f"\nSign in at {url} with the name, the password {people.PASSWORD} and the code.")
    click.echo(
        f"A code works once: the one under 'code' for {left} s more, then the one under 'next' for {STEP_S} s. "
        "After that run this again."
    )


def _only_in_a_demo(settings: Settings) -> None:
    if settings.mode is not Mode.DEMO:
        raise click.UsageError("there are no demo people in production: guichet staff add NAME")


COMMANDS = (staff,)
