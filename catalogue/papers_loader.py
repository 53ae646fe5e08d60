"""Reads documents/*.yaml, letterheads.yaml, regimes.yaml and prohibitions.yaml, each with every problem and its line.

A catalogue folder without one of them takes the shipped one: the law is not a matter of the folder.
"""

from collections.abc import Mapping
from pathlib import Path

from catalogue import papers_coherence as coherence
from catalogue.accounting_dated import Rule
from catalogue.accounting_listing import MOST_RULES, Listing
from catalogue.accounting_overlaps import overlaps
from catalogue.document import DocumentKind, Letterhead
from catalogue.papers import Papers
from catalogue.parts import build
from catalogue.problem import Problem
from catalogue.prohibition import Prohibition, Prohibitions
from catalogue.regime import Regime
from catalogue.service import Service
from catalogue.source import Source, read

SHIPPED = Path(__file__).parent
DOCUMENTS, LETTERHEADS, REGIMES, PROHIBITIONS = (
    "documents", "letterheads.yaml", "regimes.yaml", "prohibitions.yaml",
)  # fmt: skip
MOST_KINDS = 50


def load(root: Path, services: Mapping[int, Service]) -> tuple[Papers, list[Problem]]:
    """The papers under ``root`` (else the shipped ones), and every fault with its line."""
    problems: list[Problem] = []
    regimes = _listing(root, REGIMES, "regimes", Regime, problems)
    prohibitions = _listing(root, PROHIBITIONS, "prohibitions", Prohibition, problems)
    letterheads = _letterheads(root, problems)
    sources, kinds = _kinds(root, problems)
    problems += overlaps(regimes, "valid_from", lambda rule: [rule.code], "regime of this code")
    problems += coherence.prohibitions(prohibitions, regimes)
    own = (root / DOCUMENTS).exists()
    known = [*regimes.rules.values()]
    for code, kind in kinds.items():
        problems += coherence.kind(sources[code], kind, letterheads, known)
        # Shipped kinds beside services of another folder: what is not there is simply not issued.
        problems += coherence.answered(sources[code], kind, services, known) if own else ()
    problems += coherence.twice(sources)
    papers = Papers(kinds, letterheads, tuple(known), Prohibitions(tuple(prohibitions.rules.values())))
    return papers, problems


def _at(root: Path, name: str) -> Path:
    return root if (root / name).exists() else SHIPPED


def _listing(root: Path, file: str, key: str, model: type[Rule], problems: list[Problem]) -> Listing[Rule]:
    source, refused = read(_at(root, file), file)
    problems += refused
    listing: Listing[Rule] = Listing(source, key)
    if refused:
        return listing
    items = source.data.get(key)
    if set(source.data) != {key} or not isinstance(items, tuple):
        problems.append(Problem(source.file, 1, f"the file is one list, under `{key}`"))
    elif len(items) > MOST_RULES:
        problems.append(Problem(source.file, 0, f"more than {MOST_RULES} entries"))
    else:
        for at, item in enumerate(items):
            rule, faults = build(model, source, item, (key, at))
            problems += faults
            if rule is not None:
                listing.rules[at] = rule
    return listing


def _letterheads(root: Path, problems: list[Problem]) -> dict[str, Letterhead]:
    source, refused = read(_at(root, LETTERHEADS), LETTERHEADS)
    problems += refused
    found: dict[str, Letterhead] = {}
    for country, data in source.data.items():
        letterhead, faults = build(Letterhead, source, data, (country,))
        problems += faults
        if letterhead:
            found[country] = letterhead
    return found


def _kinds(root: Path, problems: list[Problem]) -> tuple[dict[str, Source], dict[str, DocumentKind]]:
    place = _at(root, DOCUMENTS)
    paths = sorted(path for path in (place / DOCUMENTS).glob("*") if not path.name.startswith("."))
    if not paths or len(paths) > MOST_KINDS:
        problems.append(Problem(DOCUMENTS, 0, f"1 to {MOST_KINDS} files belong here"))
        return {}, {}
    sources: dict[str, Source] = {}
    kinds: dict[str, DocumentKind] = {}
    for path in paths:
        file = f"{DOCUMENTS}/{path.name}"
        if path.suffix != ".yaml":
            problems.append(Problem(file, 0, "only .yaml files belong here"))
            continue
        source, refused = read(place, file)
        kind, faults = (None, []) if refused else build(DocumentKind, source, source.data)
        problems += [*refused, *faults]
        if kind is None:
            continue
        if kind.code != path.stem:
            problems.append(source.problem(("code",), f"the file of {kind.code} is named {kind.code}.yaml"))
        sources[kind.code], kinds[kind.code] = source, kind
    return sources, kinds
