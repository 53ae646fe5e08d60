"""``guichet broadcast``: from what was typed to a broadcast on its way. What it costs is said before anything."""

import sys
from dataclasses import dataclass
from typing import TypedDict

import click

from cases import holders
from catalogue.catalogue import Catalogue
from catalogue.service import Service
from gateway import broadcasts
from gateway.broadcasts import Audience, Survey
from gateway.cli import broadcast_screen as screen
from gateway.cli.entitled import BROADCAST, entitled, of_administration
from gateway.wiring import Guichet
from kernel import clock
from kernel.database import Database
from sms.broadcasts import deciding, wording
from sms.broadcasts.wording import Wording


class Typed(TypedDict):
    """The options of the command, as click gives them."""

    service: str | None
    state: str | None
    language: str | None
    message: str | None
    template: str | None
    provider: tuple[str, ...]
    accept_loss: bool
    dry_run: bool
    yes: bool
    by: str | None
    code: str | None
    detach: bool
    as_json: bool


@dataclass(frozen=True, slots=True)
class Order:
    """What was typed, understood. ``allowed`` are the providers to estimate with, None for all."""

    audience: Audience
    words: Wording
    allowed: tuple[str, ...] | None


def run(guichet: Guichet, typed: Typed) -> None:
    """Look, show, ask, prove who it is, write, let go. Nothing is stored before the person is proven."""
    order = _understood(guichet.catalogue, typed)
    by, as_json = typed["by"], typed["as_json"]
    if not typed["dry_run"] and by is None:
        raise click.UsageError("say who acts: --by NAME")
    database = broadcasts.patient(guichet)
    try:
        seen = _survey(guichet, database, order, as_json=as_json)
        if typed["dry_run"] or by is None:
            return
        _confirm(seen, yes=typed["yes"])
        who = _writer(guichet, by, typed["code"], order.audience.service)
        number, alone = _write(guichet, database, order, who, quiet=as_json)
    finally:
        database.close()
    if alone:
        release(guichet, number, who, detach=typed["detach"])


def _writer(guichet: Guichet, by: str, code: str | None, service: Service) -> str:
    """The name of who writes to the holders of this service. Raises NotProven, NotPermitted."""
    about = f"broadcast:{service.code}"
    person = entitled(guichet, by, code, BROADCAST, about)
    of_administration(guichet, person, service.administration, about)
    return person.name


def release(guichet: Guichet, number: int, who: str, *, detach: bool) -> None:
    """Approve it and, unless ``detach``, wait until it is done. Raises sms NotAllowed, LookupError."""
    with guichet.database.transaction() as connection:
        deciding.approve(connection, number, by=who, at=clock.now())
    click.echo(
        f"broadcast {number} is on its way; to stop it: guichet broadcast stop {number} --by {who}", err=True
    )
    if not detach:
        screen.watch(guichet, number)


def _understood(catalogue: Catalogue, typed: Typed) -> Order:
    service = _service(catalogue, typed["service"])
    language, providers = typed["language"], typed["provider"]
    if language is not None and language not in catalogue.languages:
        raise click.UsageError(f"no language {language!r}: one of {', '.join(catalogue.languages)}")
    priced = catalogue.sms_prices.providers()
    if unknown := sorted(set(providers) - set(priced)):
        raise click.UsageError(f"no price of {unknown[0]!r} is known; of {', '.join(priced)}")
    words = _words(catalogue, service, typed["message"], typed["template"])
    wording.accept(words, loss=typed["accept_loss"])
    return Order(Audience(service, typed["state"], language), words, providers or None)


def _service(catalogue: Catalogue, typed: str | None) -> Service:
    if typed is None:
        raise click.UsageError("say whose holders: --service CODE")
    for service in catalogue.services.values():
        if typed.upper() in (service.code, str(service.number)):
            return service
    codes = ", ".join(service.code.lower() for service in catalogue.services.values())
    raise click.UsageError(f"no service {typed!r}: one of {codes}")


def _words(catalogue: Catalogue, service: Service, message: str | None, template: str | None) -> Wording:
    if (message is None) == (template is None):
        raise click.UsageError("give either --message or --template")
    if template is not None:
        return wording.of_template(catalogue, service, template)
    return wording.of_message(catalogue, service, message or "")


def _survey(guichet: Guichet, database: Database, order: Order, *, as_json: bool) -> Survey:
    total = holders.count(database, *order.audience.filters())
    with screen.bar("Counting", total, quiet=as_json) as advance:
        seen = broadcasts.survey(
            guichet, database, order.audience, order.words, progress=advance, allowed=order.allowed
        )
    if not seen.estimate.recipients:
        raise click.UsageError("nobody holds such a case, or all who do asked for silence")
    (screen.estimate_json if as_json else screen.estimate)(seen, order.words, order.audience.language)
    return seen


def _confirm(seen: Survey, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("no terminal to ask at: give --yes")
    click.confirm(f"Send it to {seen.estimate.recipients} people?", abort=True, err=True)


def _write(guichet: Guichet, database: Database, order: Order, who: str, *, quiet: bool) -> tuple[int, bool]:
    """The number of the broadcast, and whether one person is enough for it."""
    total = holders.count(database, *order.audience.filters())
    with screen.bar("Writing", total, quiet=quiet) as advance:
        number, real = broadcasts.prepare(
            guichet, database, order.audience, order.words, by=who, progress=advance, allowed=order.allowed
        )
    if not deciding.needs_two(real.recipients, real.cost_xof):
        return number, True
    click.echo(
        f"broadcast {number} waits: above {deciding.RECIPIENTS_ALONE_MAX} recipients or "
        f"{deciding.COST_ALONE_MAX_XOF} F another person lets it go: guichet broadcast approve {number} --by NAME",
        err=True,
    )
    return number, False
