"""What the queue and a case cost staff as the cases grow: pages through the Flask application, by a person logged in.

The same pages against 10,000 cases and against a million with five million events, in turns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from admin.people import sessions, staff
from admin.people.staff import Post
from admin.people.tables import STAFF
from admin.roles import Role
from bench.aims import Aim
from bench.console_rows import EVENTS_A_CASE, OFFICE, SERVICE, write
from bench.contenders import Unexpected
from bench.outcome import Outcome
from bench.pace import Pace
from bench.progress import Progress
from bench.stage import Stage
from gateway.settings import Settings
from gateway.web import create_app
from gateway.wiring import Guichet, build
from kernel import clock

# A person notices a wait beyond a fifth of a second.
P95_MS_MAX = 200.0
GROWTH_MAX = 1.2
# Pages of each kind in one stretch, after those that fill the caches.
PAGES = 60
WARM = 10
# Fewer would fit the processor's own cache, and no office is so small.
FEW = 10_000


@dataclass(frozen=True)
class Opened:
    """One kind of page: the 95th percentile in milliseconds with few cases and with many, of all rounds together."""

    page: str
    few_ms: float
    many_ms: float
    ratio: float
    wrong: int


@dataclass(frozen=True)
class Desk:
    cases_few: int
    cases_many: int
    events_many: int
    pages: list[Opened]


def runs(pace: Pace) -> int:
    """How many stretches of work ``compare`` announces."""
    return 2 + 2 * pace.rounds


def compare(stage: Stage, pace: Pace, progress: Progress) -> Desk:
    """Fill both databases, log one officer in on each, then open the same pages on one and the other in turns."""
    sizes = (min(FEW, pace.cases_many // 2), pace.cases_many)
    sides = [_side(stage, number, cases, progress) for number, cases in enumerate(sizes, start=3)]
    found: dict[str, list[tuple[Outcome, Outcome]]] = {page: [] for page in PATHS}
    for _ in range(pace.rounds):
        rounds = []
        for client, references in sides:
            progress.next("pages of the console")
            rounds.append({page: _opened(client, paths(references)) for page, paths in PATHS.items()})
        for page in PATHS:
            found[page].append((rounds[0][page], rounds[1][page]))
    return Desk(*sizes, sizes[1] * EVENTS_A_CASE, [_figures(page, each) for page, each in found.items()])


_MIDDLE: int = int((clock.now() - timedelta(days=200)).timestamp() * 1_000_000)
# By the words of the report: the paths of one stretch. "Deep" is some months back.
PATHS: dict[str, Callable[[list[str]], list[str]]] = {
    "the queue of an office": lambda _: ["/admin/cases"] * PAGES,
    "the queue, deep": lambda _: [f"/admin/cases?from={_MIDDLE}.{'0' * 32}"] * PAGES,
    "the queue of a service": lambda _: [f"/admin/cases?service={SERVICE}&state=en_verification"] * PAGES,
    "the queue of the late": lambda _: ["/admin/cases?late=1"] * PAGES,
    "a case": lambda references: [f"/admin/cases/{reference}" for reference in references[:PAGES]],
}


def _side(stage: Stage, number: int, cases: int, progress: Progress) -> tuple[FlaskClient, list[str]]:
    progress.next(f"writing {cases:,} cases with their events")
    url = stage.database(f"console_{cases}")
    given = stage.environment(url, number)
    settings = Settings(database_url=given["GUICHET_DATABASE_URL"], redis_url=given["GUICHET_REDIS_URL"])
    guichet = build(settings)
    references = write(url, cases, lambda done: progress.say(f"writing {cases:,} cases: {done:,}"), guichet)
    return _logged_in(guichet), references


def _logged_in(guichet: Guichet) -> FlaskClient:
    """An officer of the office, logged in already."""
    with guichet.database.transaction() as connection:
        staff.add(connection, guichet.keyring, "bench", Post(Role.OFFICER, OFFICE))
        connection.execute(STAFF.update().values(password_first=False))
        person = connection.execute(select(STAFF.c.id)).scalar_one()
        identifier = sessions.open_session(connection, person, "bench", proven=True)
    client = create_app(guichet).test_client()
    client.set_cookie("guichet", identifier)
    return client


def _opened(client: FlaskClient, paths: list[str]) -> Outcome:
    outcome, began = Outcome(), clock.monotonic()
    for turn, path in enumerate([*paths[:WARM], *paths]):
        started = clock.monotonic()
        answer = client.get(path)
        took = clock.monotonic() - started
        if answer.status_code != 200 or b"<main" not in answer.data:
            outcome.refuse(f"{path}: {answer.status_code}")
        elif turn >= WARM:
            outcome.latencies_s.append(took)
    outcome.seconds = clock.monotonic() - began
    return outcome


def _figures(page: str, rounds: list[tuple[Outcome, Outcome]]) -> Opened:
    few, many = (_together([each[side] for each in rounds]) for side in (0, 1))
    before, after = few.percentile_ms(95), many.percentile_ms(95)
    why = few.first_wrong or many.first_wrong
    if why and not many.latencies_s:
        raise Unexpected(f"every answer of {page} is wrong: {why}")
    return Opened(page, before, after, after / max(before, 0.001), few.wrong + many.wrong)


def _together(rounds: list[Outcome]) -> Outcome:
    return Outcome(
        [took for each in rounds for took in each.latencies_s],
        sum(each.wrong for each in rounds),
        next((each.first_wrong for each in rounds if each.first_wrong), ""),
    )


def show(console: Console, found: Desk) -> None:
    """The table."""
    title = (
        f"Console: {found.cases_few:,} cases beside {found.cases_many:,} with {found.events_many:,} events"
    )
    table = Table("page", "p95, few", "p95, many", "many / few", title=title)
    for each in found.pages:
        table.add_row(each.page, f"{each.few_ms:.1f} ms", f"{each.many_ms:.1f} ms", f"{each.ratio:.2f}")
    console.print(table)


def aims(found: Desk) -> list[Aim]:
    """Every page: quick with many cases, and hardly slower than with few."""
    listed = []
    for each in found.pages:
        listed.append(Aim(f"The p95 of {each.page}, many cases", each.many_ms, P95_MS_MAX, unit=" ms"))
        listed.append(Aim(f"Time of {each.page}, many cases against few", each.ratio, GROWTH_MAX))
        listed.append(Aim(f"Wrong answers of {each.page}", each.wrong, 0))
    return listed
