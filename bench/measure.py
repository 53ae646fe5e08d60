"""One run of the load against one server, with what it cost the server and what it left of the other core."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median

from bench.outcome import Outcome
from bench.server import Server
from bench.stage import Stage

# Above this share of its core the load generator is itself what is measured.
SATURATED = 0.85
# The kernel's own work for the server's sockets is below this; more is somebody else on the server's core.
OTHERS_MAX = 0.1


@dataclass(frozen=True)
class Figures:
    """``load_share`` is the generator's part of its core, ``core_share`` that of the databases too.

    ``others_share`` is the part of the server's core that neither the server nor idleness took.
    """

    rate: float
    p50_ms: float
    p99_ms: float
    server_cpu_ms: float
    database_cpu_ms: float
    wrong: int
    steps: int
    load_share: float
    core_share: float
    others_share: float
    first_wrong: str = ""

    def json(self) -> dict[str, object]:
        return asdict(self)


def measured(stage: Stage, server: Server, run: Callable[[], Outcome]) -> Figures:
    """``run`` against ``server``."""
    busy, before, (postgres, valkey) = stage.server_core_s(), server.cpu_s(), stage.databases_cpu_s()
    outcome = run()
    busy, used, databases = stage.server_core_s() - busy, server.cpu_s() - before, stage.databases_cpu_s()
    postgres, valkey = databases[0] - postgres, databases[1] - valkey
    steps = max(outcome.steps, 1)
    return Figures(
        rate=outcome.rate,
        p50_ms=outcome.percentile_ms(50),
        p99_ms=outcome.percentile_ms(99),
        server_cpu_ms=used * 1000 / steps,
        database_cpu_ms=postgres * 1000 / steps,
        wrong=outcome.wrong,
        steps=outcome.steps,
        load_share=outcome.own_share,
        core_share=outcome.own_share + (postgres + valkey) / outcome.seconds,
        others_share=max(busy - used, 0) / outcome.seconds,
        first_wrong=outcome.first_wrong,
    )


def middle(rounds: list[Figures]) -> Figures:
    """The median of each figure over the rounds; wrong replies and steps are summed, shares are the worst."""
    return Figures(
        rate=median(each.rate for each in rounds),
        p50_ms=median(each.p50_ms for each in rounds),
        p99_ms=median(each.p99_ms for each in rounds),
        server_cpu_ms=median(each.server_cpu_ms for each in rounds),
        database_cpu_ms=median(each.database_cpu_ms for each in rounds),
        wrong=sum(each.wrong for each in rounds),
        steps=sum(each.steps for each in rounds),
        load_share=max(each.load_share for each in rounds),
        core_share=max(each.core_share for each in rounds),
        others_share=max(each.others_share for each in rounds),
        first_wrong=next((each.first_wrong for each in rounds if each.first_wrong), ""),
    )
