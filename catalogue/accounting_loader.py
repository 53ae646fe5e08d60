"""Reads accounting/*.yaml into an Accounting, or refuses all of it with every problem.

Apart from the services: a deployment replaces these files by its own chart and regies, and no other.
"""

from pathlib import Path

from catalogue import accounting_coherence as coherence
from catalogue import accounting_overlaps as overlaps
from catalogue.accounting_account import Account
from catalogue.accounting_beneficiary import Beneficiary
from catalogue.accounting_dated import Rule
from catalogue.accounting_listing import MOST_RULES, Listing
from catalogue.accounting_operator import OperatorFee
from catalogue.accounting_plan import Accounting
from catalogue.accounting_regie import Regie
from catalogue.accounting_revenue import RevenueLine, Shares, Tariff
from catalogue.parts import build
from catalogue.problem import CatalogueRefused, Problem
from catalogue.source import read

__all__ = ["DIRECTORY", "CatalogueRefused", "load"]

DIRECTORY = "accounting"
NAMES = ("accounts", "regies", "beneficiaries", "lines", "shares", "tariffs", "fees")


def load(root: Path = Path(__file__).parent) -> Accounting:
    """The accounting data under ``root``. Raises CatalogueRefused with ``.problems``, sorted, all at once."""
    problems: list[Problem] = []
    accounts = _listing(root, "accounts", Account, problems)
    regies = _listing(root, "regies", Regie, problems)
    beneficiaries = _listing(root, "beneficiaries", Beneficiary, problems)
    lines = _listing(root, "lines", RevenueLine, problems)
    shares = _listing(root, "shares", Shares, problems)
    tariffs = _listing(root, "tariffs", Tariff, problems)
    fees = _listing(root, "fees", OperatorFee, problems)
    problems += _strangers(root)
    known = _administrations(root)
    problems += [
        *coherence.regies(regies, known, beneficiaries),
        *coherence.lines(lines, accounts, known),
        *coherence.shares(shares, lines, regies),
        *coherence.tariffs(tariffs, lines, regies),
        *overlaps.accounts(accounts),
        *overlaps.duplicates(regies),
        *overlaps.duplicates(beneficiaries),
        *overlaps.lines(lines),
        *overlaps.shares(shares),
        *overlaps.tariffs(tariffs),
        *overlaps.fees(fees),
    ]
    if problems:
        raise CatalogueRefused(problems)
    return Accounting(
        accounts=tuple(accounts.rules.values()),
        regies={regie.code: regie for regie in regies.rules.values()},
        beneficiaries={each.code: each for each in beneficiaries.rules.values()},
        lines={line.code: line for line in lines.rules.values()},
        shares=tuple(shares.rules.values()),
        tariffs=tuple(tariffs.rules.values()),
        fees=tuple(fees.rules.values()),
    )


def _listing(root: Path, name: str, model: type[Rule], problems: list[Problem]) -> Listing[Rule]:
    source, refused = read(root, f"{DIRECTORY}/{name}.yaml")
    problems += refused
    listing: Listing[Rule] = Listing(source, name)
    items = source.data.get(name)
    if refused:
        return listing
    if set(source.data) != {name} or not isinstance(items, tuple):
        problems.append(Problem(source.file, 1, f"the file is one list, under `{name}`"))
    elif len(items) > MOST_RULES:
        problems.append(Problem(source.file, 0, f"more than {MOST_RULES} entries"))
    else:
        for at, item in enumerate(items):
            rule, faults = build(model, source, item, (name, at))
            problems += faults
            if rule is not None:
                listing.rules[at] = rule
    return listing


def _administrations(root: Path) -> dict[str, object]:
    """Code to country, of the administrations of the catalogue; their own faults are its loader's."""
    source, _ = read(root, "administrations.yaml")
    return {code: data.get("country") for code, data in source.data.items() if isinstance(data, dict)}


def _strangers(root: Path) -> list[Problem]:
    known = {f"{name}.yaml" for name in NAMES}
    found = (path.name for path in (root / DIRECTORY).glob("*") if not path.name.startswith("."))
    return [
        Problem(f"{DIRECTORY}/{name}", 0, "no file of this name belongs here")
        for name in found
        if name not in known
    ]
