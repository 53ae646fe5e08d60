"""``guichet run`` and the processes that it keeps: web, worker, ticker, migrate."""

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

import click
from rich.console import Console

from gateway import bell, demo, production, schema, serve
from gateway.privileges import applying
from gateway.settings import Mode, Settings, SettingsRefused, load
from gateway.supervisor import Supervisor, on_signals
from kernel import logs

console = Console(highlight=False, soft_wrap=True)


def checked() -> Settings:
    """The settings, refused as a whole when anything in them forbids a start; logging set up."""
    settings = load()
    problems = production.problems(settings)
    if problems:
        raise SettingsRefused(problems)
    logs.configure(settings.log_level)
    return settings


@click.command()
def run() -> None:
    """Start everything on this machine; Ctrl-C ends it, the next run resumes."""
    settings = checked()
    supervisor = Supervisor(settings)
    # The terminal is for people: what the supervisor logs goes beside the logs of its processes.
    logs.configure(settings.log_level, supervisor.log_stream())
    with console.status("Starting PostgreSQL and Valkey ...") as status, supervisor.servers() as environment:
        status.update("Bringing the schema up to date ...")
        settings = demo.with_urls(settings, environment)
        schema.upgrade(settings)
        if settings.mode is Mode.DEMO:
            status.update("Looking after the demo data ...")
            demo.seed(settings)
        on_signals(supervisor.stop)
        with supervisor.processes(environment):
            supervisor.wait_until_ready(
                lambda missing: status.update(f"Waiting for {', '.join(missing)} ...")
            )
            status.stop()
            _say_ready(settings)
            with _past(settings, environment):
                supervisor.watch()
            console.print("Ending ...")
    console.print("Ended. The data is kept.")


def _past(settings: Settings, environment: Mapping[str, str]) -> AbstractContextManager[None]:
    """The demo's past month is written beside the open doors, where one was begun."""
    if settings.mode is not Mode.DEMO or not settings.demo_month:
        return nullcontext()
    return demo.writing(settings, environment, demo.quarters(lambda line: console.print(f"  {line}")))


def _say_ready(settings: Settings) -> None:
    gateway, simulator = f"http://127.0.0.1:{settings.port}", f"http://127.0.0.1:{settings.simulator_port}"
    code = next(iter(settings.service_codes))
    console.print("[bold green]ready[/]")
    rows = {"Gateway": gateway, "Health": f"{gateway}/readyz"}
    if settings.mode is Mode.DEMO:
        rows |= {
            "Phone": f"{simulator}/phone   (dial {code}, or run: guichet phone)",
            "Officer of APEX": f"{simulator}/administrations/apex/officer",
            "Faults": f"{simulator}/faults",
            "Console": f"{gateway}/admin/   (who signs in, and how: guichet staff demo)",
        }
    for name, where in rows.items():
        console.print(f"  {name:<16} {where}")
    sys.stdout.flush()


@click.command()
def web() -> None:
    """Serve HTTP: USSD, callbacks, health."""
    serve.web(checked())


@click.command()
@click.argument("lane", type=click.Choice(bell.LANES))
def worker(lane: str) -> None:
    """Drain one lane of the outbox."""
    serve.worker(checked(), lane)


@click.command()
def ticker() -> None:
    """Ring the workers: at once for news, every few seconds for what was missed."""
    serve.ticker(checked())


@click.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    settings = checked()
    before, after = schema.upgrade(settings)
    # Before the first process meets a table that nobody was given.
    if applying.renew(settings):
        click.echo("roles renewed")
    click.echo(f"schema {after}" if before == after else f"schema {before or 'empty'} -> {after}")


COMMANDS = (run, web, worker, ticker, migrate)
