"""What must hold between kinds of documents, regimes, services and prohibitions. One value alone: the models."""

from collections.abc import Iterable, Iterator, Mapping

from catalogue.accounting_listing import Listing
from catalogue.document import DocumentKind, Letterhead
from catalogue.problem import Problem
from catalogue.prohibition import Prohibition
from catalogue.regime import Regime
from catalogue.service import Service
from catalogue.source import Source

# What the paper itself knows: the exporter's declaration, who issues it and when, the regime by its name.
OF_THE_PAPER = frozenset({"declaration", "authority", "regime_name"})


def prohibitions(listing: Listing[Prohibition], regimes: Listing[Regime]) -> Iterator[Problem]:
    """Codes are there once, and the regimes named exist."""
    known = {regime.code for regime in regimes.rules.values()}
    seen: set[str] = set()
    for at, rule in listing.rules.items():
        if rule.code in seen:
            yield listing.problem(at, "code", f"{rule.code} is there twice")
        seen.add(rule.code)
        for code in rule.regimes:
            if code not in known:
                yield listing.problem(at, "regimes", f"unknown regime {code}")


def kind(
    source: Source, found: DocumentKind, letterheads: Mapping[str, Letterhead], regimes: Iterable[Regime]
) -> Iterator[Problem]:
    """Every country has its letterhead, every box its field."""
    for country in found.offices:
        if country not in letterheads:
            yield source.problem(("offices", country), f"{country} has no letterhead")
    if found.regime is None:
        return
    names = {field.name for field in found.fields} | OF_THE_PAPER
    for regime in regimes:
        missing = {name for box in regime.boxes for name in box.fields} - names
        for name in sorted(missing):
            yield source.problem(("fields",), f"a box of {regime.code} shows {name}, which is no field")


def answered(
    source: Source, found: DocumentKind, services: Mapping[int, Service], regimes: Iterable[Regime]
) -> Iterator[Problem]:
    """The services exist; where one asks questions, they give every field, and every choice has its words."""
    known = {regime.code for regime in regimes}
    for at, number in enumerate(found.services):
        service = services.get(number)
        if service is None:
            yield source.problem(("services", at), f"unknown service {number}")
        elif service.questions:
            yield from _asked(source, found, service, known)


def twice(sources: Mapping[str, Source]) -> Iterator[Problem]:
    """One kind a number of the token."""
    seen: dict[object, str] = {}
    for code, source in sources.items():
        number = source.data.get("doc_type")
        if seen.setdefault(number, code) != code:
            yield source.problem(("doc_type",), f"doc_type {number} is taken by {seen[number]}")


def _asked(source: Source, found: DocumentKind, service: Service, regimes: set[str]) -> Iterator[Problem]:
    questions = {question.name: question for question in service.questions}
    for at, field in enumerate(found.fields):
        question = questions.get(field.source)
        if question is None:
            if field.value is None and not field.optional:
                yield source.problem(("fields", at), f"{service.code} does not ask {field.source}")
            continue
        wanted = regimes if field.name == found.regime else set(field.labels)
        values = {choice.value for choice in question.choices}
        if wanted and values - wanted:
            yield source.problem(("fields", at), f"no words for {', '.join(sorted(values - wanted))}")
        may_miss = question.optional or question.ask_if is not None
        if may_miss and not field.optional:
            yield source.problem(("fields", at), f"{field.source} may be left out: the field is optional")
