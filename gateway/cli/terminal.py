"""``guichet phone``: the simulated handset in a terminal."""

import subprocess
import sys

import click

from gateway.settings import Mode, load


@click.command()
@click.option("--phone", default="+22370000001", show_default=True, help="The phone that dials.")
def phone(phone: str) -> None:
    """Dial from a terminal (demo mode)."""
    settings = load()
    if settings.mode is not Mode.DEMO:
        raise click.UsageError("the simulated handset exists in demo mode only")
    # A process of its own: the simulator imports nothing of ours and we import nothing of it.
    simulator = f"http://127.0.0.1:{settings.simulator_port}"
    ended = subprocess.run(
        [sys.executable, "-m", "simulator.terminal", "--simulator", simulator, "--phone", phone], check=False
    )
    sys.exit(ended.returncode)


COMMANDS = (phone,)
