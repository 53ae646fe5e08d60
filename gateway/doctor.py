"""A look at every part from outside: what is broken, and what to do about it."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import redis
from sqlalchemy.exc import SQLAlchemyError

from backends.contract import AdministrationError
from catalogue import accounting_loader
from catalogue.catalogue import Catalogue
from catalogue.loader import CatalogueRefused
from catalogue.sms_prices import Prices
from gateway import connections, health, production, schema
from gateway.addresses import NotStarted
from gateway.embedded import valkey
from gateway.settings import Mode, Settings
from gateway.wiring import Guichet, build, catalogue_of
from kernel.database import DatabaseUnavailable

FREE_BYTES_MIN = 1_000_000_000
# A reference that checks (ISO 7064 MOD 97-10) and that no administration ever gets: serial space of year 00.
PROBE_REFERENCE = "000000000097"
START = "start it with `make run`, or set GUICHET_DATABASE_URL and GUICHET_REDIS_URL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: what was seen, and the advice when it is not well."""

    part: str
    ok: bool
    seen: str
    advice: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Every part, from the machine up to the administrations."""
    found = [*_machine(settings), *_settings(settings), *_catalogue(settings), *_accounting(settings)]
    try:
        guichet = build(settings)
        try:
            return [
                *found, *_running(guichet), *_connections(guichet), *_schema(settings), *_outside(guichet),
            ]  # fmt: skip
        finally:
            guichet.close()
    except NotStarted as absent:
        return [*found, Finding("servers", False, str(absent), START)]


def call(guichet: Guichet, administration: str) -> tuple[bool, str]:
    """Ask an administration for a reference that nobody has: any clear answer is a good one."""
    try:
        guichet.administrations[administration].find(PROBE_REFERENCE)
    except AdministrationError as error:
        return False, f"{type(error).__name__.lower()}: {error.reason}"
    return True, "answers"


def _machine(settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= (3, 11), version, "install Python 3.11 or later")
    there = next(
        folder for folder in (settings.data_dir, *settings.data_dir.resolve().parents) if folder.exists()
    )
    free = shutil.disk_usage(there).free
    yield Finding(
        "disk",
        free > FREE_BYTES_MIN,
        f"{free / 1e9:.0f} GB free",
        "make room: PostgreSQL stops on a full disk",
    )
    if not settings.redis_url.get_secret_value():
        try:
            yield Finding("valkey program", True, valkey.program().rsplit("/", 1)[-1])
        except RuntimeError as error:
            yield Finding("valkey program", False, "absent", str(error))


def _settings(settings: Settings) -> Iterator[Finding]:
    problems = production.problems(settings)
    if not problems:
        weak = " (demo: keys and tokens are public)" if settings.mode is Mode.DEMO else ""
        yield Finding("settings", True, f"mode {settings.mode}{weak}")
    for problem in problems:
        yield Finding("settings", False, problem, "see docs/settings.md")


def _catalogue(settings: Settings) -> Iterator[Finding]:
    try:
        loaded = catalogue_of(settings)
    except CatalogueRefused as refused:
        yield Finding(
            "catalogue", False, f"{len(refused.problems)} problem(s)", "run: guichet catalogue check"
        )
    else:
        waiting = len(loaded.texts.needs_review())
        yield Finding(
            "catalogue", True, f"{len(loaded.services)} services, {waiting} texts wait for a translator"
        )
        yield _prices(settings, loaded.sms_prices)
        yield _answers(settings, loaded)


def _answers(settings: Settings, catalogue: Catalogue) -> Finding:
    kept = {code: office.answers_kept for code, office in catalogue.administrations.items()}
    fictive = [code for code, rule in kept.items() if rule and rule.fictive]
    seen = (
        f"{sum(rule is not None for rule in kept.values())} of {len(kept)} administrations say how long"
        + (f"; FICTIF: {', '.join(fictive)}" if fictive else "")
    )
    advice = "put the administration's rule and its text in answers_kept of catalogue/administrations.yaml"
    return Finding("answers kept", settings.mode is Mode.DEMO or not fictive, seen, advice)


def _prices(settings: Settings, prices: Prices) -> Finding:
    fictive = prices.fictive()
    # Estimates, budgets and the choice of the cheapest provider rest on them: an example may do in a demo only.
    of_whom = ", ".join(f"{rule.provider} {rule.network}" for rule in fictive)
    seen = f"{len(fictive)} of {len(prices.rules)} are examples (FICTIF)" + (
        f": {of_whom}" if fictive else ""
    )
    advice = "put the prices of your contracts in catalogue/sms_prices.yaml"
    return Finding("sms prices", settings.mode is Mode.DEMO or not fictive, seen, advice)


def _accounting(settings: Settings) -> Iterator[Finding]:
    try:
        root = settings.catalogue_dir
        fictive = len((accounting_loader.load(root) if root else accounting_loader.load()).fictive())
    except CatalogueRefused as refused:
        yield Finding("accounting", False, f"{len(refused.problems)} problem(s)", "see catalogue/accounting")
    else:
        # An example may be played with, never collected under.
        real = settings.mode is Mode.DEMO or not fictive
        advice = "replace what is marked FICTIF in catalogue/accounting by the notified texts"
        yield Finding("accounting", real, f"{fictive} rules are examples (FICTIF)", advice)


def _running(guichet: Guichet) -> Iterator[Finding]:
    advice = {
        "postgresql": START, "redis": START, "ticker": "is `guichet ticker` running?",
        "workers": "is `guichet worker LANE` running for each lane?", "backlog": "run: guichet outbox list",
    }  # fmt: skip
    for finding in health.findings(guichet):
        yield Finding(finding.name, finding.ok, finding.seen, advice[finding.name])


def _connections(guichet: Guichet) -> Iterator[Finding]:
    try:
        with guichet.database.transaction() as connection:
            room = connections.room(connection, guichet.settings)
    except DatabaseUnavailable:
        return  # said above
    advice = "raise max_connections of PostgreSQL, or lower GUICHET_WEB_THREADS or GUICHET_WEB_WORKERS"
    seen = f"{room.wanted} wanted at most, {room.offered} offered"
    yield Finding("connections", room.fits, seen, advice)


def _schema(settings: Settings) -> Iterator[Finding]:
    try:
        found, wanted = schema.versions(settings)
    except SQLAlchemyError as error:
        yield Finding("schema", False, f"cannot be read ({type(error).__name__})", START)
    else:
        yield Finding("schema", found == wanted, found or "empty", "run: guichet migrate")


def _outside(guichet: Guichet) -> Iterator[Finding]:
    for code in guichet.administrations:
        try:
            ok, seen = call(guichet, code)
        except (DatabaseUnavailable, redis.RedisError) as error:
            ok, seen = False, type(error).__name__
        yield Finding(f"{code} (outside)", ok, seen, "cases wait and lose nothing; call its technicians")
