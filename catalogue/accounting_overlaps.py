"""No two rules of accounting apply to the same thing on the same day, and no code is there twice."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import TypeVar

from catalogue.accounting_account import Account
from catalogue.accounting_beneficiary import Beneficiary
from catalogue.accounting_dated import Rule
from catalogue.accounting_listing import Listing
from catalogue.accounting_operator import OperatorFee
from catalogue.accounting_regie import Regie
from catalogue.accounting_revenue import RevenueLine, Shares, Tariff
from catalogue.problem import Problem

Coded = TypeVar("Coded", Account, Regie, Beneficiary, RevenueLine)


def accounts(listing: Listing[Account]) -> Iterator[Problem]:
    """One account a role (and rail) for the roles that are looked up; any number for revenue."""
    yield from duplicates(listing)
    looked_up = Listing(
        listing.source, listing.name,
        {at: a for at, a in listing.rules.items() if a.role not in ("revenue", "third_party")},
    )  # fmt: skip
    yield from overlaps(
        looked_up, "valid_from", lambda a: [(a.country, a.role, a.rail)], "account of this role"
    )


def lines(listing: Listing[RevenueLine]) -> Iterator[Problem]:
    """A service's fee belongs to one line."""
    yield from duplicates(listing)
    yield from overlaps(listing, "services", lambda line: line.services, "line for this service")


def shares(listing: Listing[Shares]) -> Iterator[Problem]:
    """One rule for a line and a regie, and one for all the others."""
    yield from overlaps(
        listing, "valid_from", lambda s: [(s.line, code) for code in s.regies or ("",)], "rule of shares"
    )


def tariffs(listing: Listing[Tariff]) -> Iterator[Problem]:
    """One tariff for a line and a locality."""
    yield from overlaps(listing, "valid_from", lambda t: [(t.line, t.locality)], "tariff")


def fees(listing: Listing[OperatorFee]) -> Iterator[Problem]:
    """One fee for a rail and a country."""
    yield from overlaps(listing, "valid_from", lambda f: [(f.rail, f.country)], "fee")


def duplicates(listing: Listing[Coded]) -> Iterator[Problem]:
    """Codes stand in books for ever: a changed account, regie, beneficiary or line gets a code of its own."""
    seen: set[str] = set()
    for at, rule in listing.rules.items():
        if rule.code in seen:
            yield listing.problem(at, "code", f"{rule.code} is there twice")
        seen.add(rule.code)


def overlaps(
    listing: Listing[Rule], key: str, keys_of: Callable[[Rule], Iterable[Hashable]], what: str
) -> Iterator[Problem]:
    """The rules that share a key of ``keys_of`` and a day."""
    spans: dict[Hashable, list[tuple[date, date, int]]] = defaultdict(list)
    for at, rule in listing.rules.items():
        for found in keys_of(rule):
            spans[found].append((rule.valid_from, rule.valid_to or date.max, at))
    for applied in spans.values():
        for (_, earlier_end, _), (start, _, at) in pairwise(sorted(applied)):
            if start <= earlier_end:
                yield listing.problem(at, key, f"dates overlap: another {what} still applies on {start}")
