"""From what was measured to aims: one list a part, in the order in which they are printed."""

from bench import aims
from bench.aims import Aim
from bench.growth import Growth
from bench.memory import Held
from bench.settlement import Settlements
from bench.steps import Steps

# Of a run too short to be measured: the ratio is then large, and said to be short of its aim.
TINY = 1e-9


def of_steps(steps: Steps) -> list[Aim]:
    """The gateway beside (a)."""
    ours, flask = steps.compared[0], steps.bare_flask
    wrong = sum(each.full.wrong + each.steady.wrong for each in steps.compared)
    rate = ours.full.rate / max(flask.full.rate, TINY)
    spent = ours.full.server_cpu_ms / max(flask.full.server_cpu_ms, TINY)
    waited = ours.steady.p99_ms / max(flask.steady.p99_ms, TINY)
    return [
        Aim("Steps a second against (a)", rate, aims.STEPS_AGAINST_FLASK_MIN, at_least=True),
        Aim("Server CPU a step against (a)", spent, aims.CPU_AGAINST_FLASK_MAX),
        Aim("The p99 at full load", ours.full.p99_ms, aims.P99_MS_MAX, unit=" ms"),
        Aim("The p99 at equal load against (a)", waited, aims.P99_AGAINST_FLASK_MAX),
        Aim("Wrong replies", wrong, 0),
    ]


def of_growth(growth: Growth) -> list[Aim]:
    """Many cases beside few, each step."""
    found = []
    for grown in growth.steps:
        found.append(
            Aim(f"Time of '{grown.step}', many cases against few", grown.time_ratio, aims.GROWTH_MAX)
        )
        found.append(Aim(f"CPU of '{grown.step}', many cases against few", grown.cpu_ratio, aims.GROWTH_MAX))
        found.append(Aim(f"Wrong replies to '{grown.step}'", grown.few.wrong + grown.many.wrong, 0))
    return found


def of_memory(held: Held) -> list[Aim]:
    """The worker, after its steps."""
    return [
        Aim("The RSS of one gateway process", held.after.rss_mb, aims.MEMORY_MB_MAX, unit=" MB"),
        Aim("The PSS of one gateway process", held.after.pss_mb, aims.MEMORY_MB_MAX, unit=" MB"),
        Aim("Wrong replies before the memory was read", held.wrong, 0),
    ]


def of_settlement(found: Settlements) -> list[Aim]:
    """Two processes, a thousand regies, beside pgbench."""
    limit = aims.SETTLEMENT_AGAINST_PGBENCH_MIN
    return [Aim("Settlements a second against pgbench", found.best.ratio, limit, at_least=True)]
