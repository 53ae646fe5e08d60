"""A citizen of the demo: country, network, number, language, name. Shares of operators are estimates of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from gateway.demo.month.facts import one

# Numbers are those of the network with "00" after the prefix: nobody's of whom we know.
FREE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Network:
    """``share`` of its country's citizens, in hundredths; ``drops`` hundredths of sessions that break off."""

    code: str
    country: str
    share: int
    prefixes: tuple[str, ...]
    dialect: str
    drops: int


NETWORKS = (
    Network("61002", "ML", 58, ("+22370", "+22376", "+22379"), "africastalking", 6),
    Network("61001", "ML", 33, ("+22366", "+22365"), "africastalking", 11),
    Network("61003", "ML", 9, ("+22350",), "africastalking", 17),
    Network("61603", "BJ", 54, ("+2290197", "+2290196"), "mtn", 5),
    Network("61602", "BJ", 37, ("+2290195", "+2290194"), "africastalking", 8),
    Network("61607", "BJ", 9, ("+2290140",), "africastalking", 10),
)
# What people of each country read, in hundredths.
LANGUAGES: Mapping[str, tuple[tuple[str, int], ...]] = {
    "ML": (("fr", 60), ("bm", 36), ("en", 4)),
    "BJ": (("fr", 70), ("fon", 27), ("en", 3)),
}


@dataclass(frozen=True, slots=True)
class Citizen:
    """``born`` is a year; ``phone`` E.164."""

    phone: str
    network: Network
    language: str
    given: str
    family: str
    born: int

    @property
    def country(self) -> str:
        return self.network.country


def people(draw: Random, country: str, many: int) -> list[Citizen]:
    """``many`` citizens of ``country``, no two with one number."""
    found: dict[str, Citizen] = {}
    while len(found) < many:
        citizen = _citizen(draw, country)
        found.setdefault(citizen.phone, citizen)
    return list(found.values())


def _citizen(draw: Random, country: str) -> Citizen:
    networks = [each for each in NETWORKS if each.country == country]
    network = draw.choices(networks, [each.share for each in networks])[0]
    spoken = LANGUAGES[country]
    return Citizen(
        phone=f"{draw.choice(network.prefixes)}00{draw.randrange(1000, 10**FREE_DIGITS)}",
        network=network,
        language=draw.choices([word for word, _ in spoken], [share for _, share in spoken])[0],
        given=one(draw, "names", country, "given"),
        family=one(draw, "names", country, "family"),
        # Most ask for papers when they study, marry, look for work or travel.
        born=int(draw.triangular(1948, 2008, 1997)),
    )
