"""What is asked for in a month: how often, at what pace its office works, and what the counter writes down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from gateway.demo import services
from gateway.demo.month.citizen import Citizen
from gateway.demo.month.facts import exporters, facts, one


@dataclass(frozen=True, slots=True)
class Kind:
    """``many`` a month; ``pace_h`` what its office takes for one step; ``by`` who moves the cases.

    ``phoned`` hundredths are asked for by phone, the rest at the counter. ``rdv``: the citizen must come.
    """

    service: int
    country: str
    many: int
    pace_h: float
    by: str
    phoned: int = 0
    rdv: bool = False
    fee_xof: int | None = None


KINDS = (
    Kind(10, "ML", 250, 0.6, "staff:oumou", 30),
    Kind(12, "ML", 135, 0.7, "staff:moussa", 45),
    Kind(14, "ML", 115, 30, "staff:moussa", 40),
    Kind(13, "ML", 85, 9, "staff:kadi", 55),
    Kind(16, "ML", 50, 8, "staff:drissa", 25),
    Kind(17, "ML", 80, 9, "apex", 100),
    Kind(17, "ML", 20, 9, "apex", 100, fee_xof=services.EXAMPLE_FEE_XOF),
    Kind(20, "BJ", 150, 3.5, "staff:sena", 80),
    Kind(21, "BJ", 40, 5, "staff:edwige", 70),
    Kind(22, "BJ", 50, 6, "staff:edwige", 20),
    Kind(23, "BJ", 105, 10, "staff:rosine", 60),
    Kind(24, "BJ", 75, 60, "staff:rosine", 30, rdv=True),
    Kind(25, "BJ", 50, 40, "staff:ulrich", 25, rdv=True),
    Kind(26, "BJ", 12, 50, "staff:edwige", 20),
)

Write = Callable[[Random, Citizen, date], Mapping[str, str]]


def answers(draw: Random, kind: Kind, citizen: Citizen, day: date) -> Mapping[str, str]:
    """What was answered, by the names of the service's questions or of its document's fields."""
    return WRITERS.get(kind.service, _person)(draw, citizen, day)


def _person(draw: Random, citizen: Citizen, day: date) -> Mapping[str, str]:
    place = one(draw, "places", citizen.country)
    return {"name": f"{citizen.given} {citizen.family}", "born_on": _born(draw, citizen), "born_at": place}


def _birth(draw: Random, citizen: Citizen, day: date) -> Mapping[str, str]:
    place, born = one(draw, "places", "ML"), _born(draw, citizen)
    family = one(draw, "names", "ML", "family")
    return {
        "act_number": f"{draw.randrange(1, 2400)}/{born[:4]}", "registry": f"Centre principal de {place}",
        "given_names": citizen.given, "surname": citizen.family, "born_on": born, "sex": draw.choice("MF"),
        "born_at": place, "father": f"{one(draw, 'names', 'ML', 'given')} {citizen.family}",
        "mother": f"{one(draw, 'names', 'ML', 'given')} {family}", "nationality": "ML",
    }  # fmt: skip


def _origin(draw: Random, citizen: Citizen, day: date) -> Mapping[str, str]:
    exporter = draw.choice(exporters())
    packages, to = draw.randrange(*exporter.packages), draw.choice(exporter.to)
    return {
        "exporter_name": exporter.name, "rccm": exporter.rccm, "hs6": exporter.hs6, "regime": exporter.regime,
        "destination": to, "consignee_name": str(draw.choice(facts()["consignees"][to])), "goods": exporter.goods,
        "packages": str(packages), "weight_kg": str(packages * exporter.kg),
        "invoice_number": f"F{day.year}-{draw.randrange(100, 999)}", "criterion": exporter.criterion,
        "approval": f"UEMOA-ML-{draw.randrange(10, 99):04}" if exporter.criterion == "TRANSFORME" else "",
    }  # fmt: skip


def _consular(draw: Random, citizen: Citizen, day: date) -> Mapping[str, str]:
    post = one(draw, "posts")
    return {
        "registration": f"{post[:3].upper()}-{day.year}-{draw.randrange(1000, 9999)}", "post": f"Consulat de {post}",
        "holder": f"{citizen.family} {citizen.given}", "born_on": _born(draw, citizen),
        "born_at": one(draw, "places", "BJ"), "passport": f"BJ00{draw.randrange(10000, 99999)}",
        "registered_on": day.isoformat(),
    }  # fmt: skip


def _legalised(draw: Random, citizen: Citizen, day: date) -> Mapping[str, str]:
    return {
        "document": one(draw, "papers"), "document_number": str(draw.randrange(1000, 99999)),
        "document_date": (day - timedelta(days=draw.randrange(20, 900))).isoformat(),
        "holder": f"{citizen.family} {citizen.given}",
        "signer": f"{one(draw, 'names', 'BJ', 'given')} {one(draw, 'names', 'BJ', 'family')}",
        "quality": one(draw, "signers"),
    }  # fmt: skip


def _export(draw: Random, citizen: Citizen, day: date) -> Mapping[str, str]:
    given = _origin(draw, citizen, day)
    return {
        name: given[name] for name in ("exporter_name", "rccm", "hs6", "goods", "destination", "weight_kg")
    }


def _born(draw: Random, citizen: Citizen) -> str:
    return date(citizen.born, draw.randrange(1, 13), draw.randrange(1, 29)).isoformat()


WRITERS: Mapping[int, Write] = {10: _birth, 16: _export, 17: _origin, 21: _consular, 22: _legalised}
