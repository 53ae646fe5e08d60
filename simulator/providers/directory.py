"""Which provider serves which number that people write to, and on which networks."""

from dataclasses import dataclass

from simulator.options import Options
from simulator.providers.service import AFRICASTALKING, KANNEL, ORANGE, TWILIO, Service

ORANGE_MALI = "61002"


@dataclass(frozen=True, slots=True)
class Served:
    """``networks`` are the MCC+MNC on which the number exists; empty is all of them."""

    number: str
    service: Service
    networks: tuple[str, ...] = ()

    def reachable(self, network: str) -> bool:
        """Does the number exist on that network?"""
        return not self.networks or network in self.networks


def numbers(options: Options) -> tuple[Served, ...]:
    """Every number, the demo's own first."""
    return (
        Served(options.short_code, AFRICASTALKING),
        Served(options.kannel_number, KANNEL),
        Served(options.orange_number, ORANGE, (ORANGE_MALI,)),
        Served(options.twilio_number, TWILIO),
    )


def serving(options: Options, number: str, network: str) -> Served | None:
    """Who serves ``number`` for a phone of ``network``; None: the number does not exist there."""
    wanted = number.replace(" ", "")
    for each in numbers(options):
        if each.number == wanted and each.reachable(network):
            return each
    return None
