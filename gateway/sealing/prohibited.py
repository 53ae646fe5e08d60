"""Goods that may not leave the country are not sealed by a machine: an officer who saw their papers may say so."""

from collections.abc import Mapping
from datetime import datetime

from catalogue.catalogue import Catalogue
from catalogue.service import Service
from conversation.prohibited import prohibited
from kernel import clock


class Prohibited(ValueError):
    """A rule stops these goods. ``rule_code`` is a code of catalogue/prohibitions.yaml. Permanent: an officer acts."""

    retry = False

    def __init__(self, rule_code: str) -> None:
        super().__init__(f"{rule_code}: these goods may not leave the country")
        self.rule_code = rule_code


def stop(
    catalogue: Catalogue, service: Service, answers: Mapping[str, str], at: datetime, released: str
) -> None:
    """Raises Prohibited on a rule of this day, unless ``released`` is its code."""
    rule = prohibited(catalogue, service, answers, clock.local_day(service.country, at))
    if rule is not None and rule.code != released:
        raise Prohibited(rule.code)
