"""The tables of the messages, and what they should be."""

from rich.console import Console
from rich.table import Table

from bench.aims import Aim
from bench.sms import PROMISE_S, STEADY_RATE, Messages, Waited

# RQ's own usual shape is one message a job: less than three times that, and the batches are not worth their code.
AGAINST_RQ_MIN = 3.0
IN_PROMISE_MIN = 0.99
# A campaign may cost a receipt some milliseconds at the tail, not its turn.
BESIDE_CAMPAIGN_MAX = 1.5


def show(console: Console, found: Messages) -> None:
    """Print everything."""
    rates = Table(title="Messages a second, one worker process", title_justify="left")
    for name in ("the provider answers in", "Guichet", "RQ SimpleWorker", "RQ Worker", "ratio", "ratio"):
        rates.add_column(name, justify="right")
    for rate in found.rates:
        rates.add_row(
            f"{rate.delay_ms} ms", f"{rate.ours:,.0f}", f"{rate.bare:,.1f}", f"{rate.forking:,.1f}",
            f"{rate.against_bare:.1f}", f"{rate.against_forking:.1f}",
        )  # fmt: skip
    console.print(rates)
    console.print(
        "RQ runs one message a job by the africastalking SDK, which opens a connection for each; Guichet keeps its"
        " connections, commits each hand-over to PostgreSQL before the call and its outcome after it.", style="dim",
    )  # fmt: skip
    waits = Table(title="From commit to the provider, 300 ms each", title_justify="left")
    for name in ("", "messages", "p50", "p99", f"within {PROMISE_S:g} s"):
        waits.add_column(name, justify="right")
    for waited in (found.steady, found.idle, found.beside_campaign):
        waits.add_row(waited.situation, f"{waited.count:,}", *_waited(waited))
    console.print(waits)
    console.print(f"The campaign has {found.campaign:,} messages in the queue.", style="dim")


def _waited(waited: Waited) -> list[str]:
    return [f"{waited.p50_s * 1000:.0f} ms", f"{waited.p99_s * 1000:.0f} ms", f"{waited.in_promise:.1%}"]


def aims(found: Messages) -> list[Aim]:
    """Beside RQ, the promise, and the receipt beside a campaign."""
    return [
        *(
            Aim(f"Messages a second against RQ at {rate.delay_ms} ms", rate.against_bare, AGAINST_RQ_MIN, at_least=True)
            for rate in found.rates
        ),
        Aim(f"The share within {PROMISE_S:g} s at {STEADY_RATE} a second", found.steady.in_promise, IN_PROMISE_MIN,
            at_least=True),
        Aim("The p99 of a receipt beside a campaign against idle", found.beside_campaign.p99_s / found.idle.p99_s,
            BESIDE_CAMPAIGN_MAX),
    ]  # fmt: skip
