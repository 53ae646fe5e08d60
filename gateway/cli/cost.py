"""``guichet catalogue cost``: the messages of each service in a month, and the texts that cost a part too many."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import click
from rich.console import Console

from catalogue.catalogue import Catalogue
from gateway import broadcasts, message_costs, message_plan
from gateway.cli.catalogue import FOLDER, catalogue, read
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired
from gateway.message_costs import OnNetwork, ServiceCost, Spent
from gateway.message_plan import Measured
from kernel import clock, money
from kernel.network import NETWORKS

DAYS = 30
MOST = 100_000_000  # requests a month: five for every inhabitant of either country is a zero too many
# The catalogue is dated by calendar days, which are the same in both countries but for an hour.
COUNTRY = "ML"


@catalogue.command()
@FOLDER
@click.option("--volume", default=1000, show_default=True, type=click.IntRange(1, MOST),
              help="Requests a month assumed for each service.")  # fmt: skip
@click.option("--language", default="fr", show_default=True, help="In which the messages are read.")
@click.option(
    "--provider", "providers", multiple=True, help="Only these providers; the cheapest of all else."
)
@click.option("--real", is_flag=True, help=f"Also what was really sent in the last {DAYS} days.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def cost(
    folder: Path | None, volume: int, language: str, providers: tuple[str, ...], real: bool, as_json: bool
) -> None:
    """What a month of each service's messages costs on each network, by dated prices."""
    loaded, at = read(folder), clock.now()
    if language not in loaded.languages:
        raise click.UsageError(f"no language {language!r}: one of {', '.join(loaded.languages)}")
    known = loaded.sms_prices.providers()
    if unknown := sorted(set(providers) - set(known)):
        raise click.UsageError(f"no price of {unknown[0]!r} is known; of {', '.join(known)}")
    day = clock.local_day(COUNTRY, at)
    services = message_costs.of_services(loaded, language, day, volume, providers or None)
    measured = list(message_plan.templates(loaded))
    sent = _spent(loaded, at, providers) if real else None
    if as_json:
        click.echo(dumps(_json(loaded, services, measured, sent, volume, language)))
        return
    _print_services(loaded, services, volume, language)
    if sent is not None:
        _print_spent(sent)
    _print_templates(measured)


def _spent(loaded: Catalogue, at: datetime, providers: tuple[str, ...]) -> list[Spent]:
    with wired() as guichet:
        database = broadcasts.patient(guichet)
        try:
            with database.transaction() as connection:
                return message_costs.spent(
                    connection, guichet.keyring, loaded.sms_prices, at - timedelta(days=DAYS),
                    clock.local_day(COUNTRY, at), providers or None,
                )  # fmt: skip
        finally:
            database.close()


def _json(
    loaded: Catalogue, services: list[ServiceCost], measured: list[Measured], sent: list[Spent] | None,
    volume: int, language: str,
) -> dict[str, object]:  # fmt: skip
    return {
        "assumptions": {"volume": volume, "language": language, "questions": message_plan.QUESTIONS},
        "fictive_prices": len(loaded.sms_prices.fictive()),
        "services": [_plain(one) for one in services],
        "real": None if sent is None else [asdict(one) for one in sent],
        "templates": [{**asdict(one), "size": one.size._asdict()} for one in measured],
    }


def _plain(service: ServiceCost) -> dict[str, object]:
    letters = [{"key": one.key, "times": one.times, "size": one.size._asdict()} for one in service.letters]
    return {**asdict(service), "letters": letters}


def _print_services(loaded: Catalogue, services: list[ServiceCost], volume: int, language: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for country in sorted({one.service[:2] for one in services}):
        rows: list[dict[str, object]] = [
            {"service": one.service, "messages": one.messages, "parts": one.parts}
            | {NETWORKS[network.network]: _cell(network) for network in one.networks}
            for one in services
            if one.service.startswith(country)
        ]
        table(rows, as_json=False, empty="")
        console.print()
    console.print(
        f"A cell: a month on that network (one completed request). Assumed: {volume} requests a month for each "
        f"service, all on that network, in {language!r}, each to its end, "
        f"with {message_plan.QUESTIONS} question by SMS; texts at their longest, the cheapest provider."
    )
    console.print(
        f"{len(loaded.services) - len(services)} services are asked for at the counter and send nothing."
    )
    if fictive := len(loaded.sms_prices.fictive()):
        console.print(f"[yellow]{fictive} prices are examples (FICTIF): put those of your contracts[/]")


def _cell(network: OnNetwork) -> str:
    if network.provider is None:
        return "no price"
    return f"{money.show(network.month_xof)} ({money.show(network.request_xof)})"


def _print_spent(sent: list[Spent]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"\n[bold]Really sent in the last {DAYS} days[/]")
    rows = [
        {"text": one.purpose, "network": NETWORKS.get(one.network, "unknown"), "messages": one.messages,
         "parts": one.parts, "cost": money.show(one.cost_xof) if one.provider else "no price"}
        for one in sent
    ]  # fmt: skip
    table(rows, as_json=False, empty="Nothing.")
    console.print(f"in all {money.show(sum(one.cost_xof for one in sent))}")


def _print_templates(measured: list[Measured]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print("\n[bold]Texts at their longest[/]")
    rows = [
        {"text": one.key, "language": one.language, "parts": one.size.parts, "encoding": one.size.encoding,
         "units": one.size.units, "letters lost": " ".join(one.lost) or None}
        for one in measured
    ]  # fmt: skip
    table(rows, as_json=False, empty="")
    for one in measured:
        if one.over:
            console.print(
                f"[yellow]{one.key} ({one.language}) takes {one.size.parts} parts for {one.over} letter(s) too many[/]"
            )


COMMANDS: tuple[click.Command, ...] = ()  # `catalogue` is the command; this file adds one word to it
