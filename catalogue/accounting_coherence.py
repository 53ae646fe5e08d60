"""What must hold between the files of accounting: every code that is named exists and fits."""

from collections.abc import Iterator, Mapping

from catalogue.accounting_account import Account
from catalogue.accounting_beneficiary import Beneficiary
from catalogue.accounting_listing import Listing
from catalogue.accounting_regie import Regie
from catalogue.accounting_revenue import RevenueLine, Shares, Tariff
from catalogue.problem import Problem

CREDITED = ("revenue", "third_party")


def regies(
    listing: Listing[Regie], administrations: Mapping[str, object], sharing: Listing[Beneficiary]
) -> Iterator[Problem]:
    """Each regie collects for an administration of its country, and whoever shares in it has a name there."""
    countries = {each.code: each.country for each in sharing.rules.values()}
    for at, regie in listing.rules.items():
        reason = _administration(regie.administration, regie.country, administrations)
        if reason:
            yield listing.problem(at, "administration", reason)
        for code in regie.beneficiaries.values():
            if countries.get(code) != regie.country:
                reason = f"no beneficiary {code} of {regie.country} in beneficiaries.yaml"
                yield listing.problem(at, "beneficiaries", reason)


def lines(
    listing: Listing[RevenueLine], accounts: Listing[Account], administrations: Mapping[str, object]
) -> Iterator[Problem]:
    """Each revenue line credits a revenue account of its country."""
    known = {account.code: account for account in accounts.rules.values()}
    for at, line in listing.rules.items():
        reason = _administration(line.administration, line.country, administrations)
        if reason:
            yield listing.problem(at, "administration", reason)
        account = known.get(line.account)
        if account is None:
            yield listing.problem(at, "account", f"unknown account {line.account}")
        elif account.country != line.country:
            yield listing.problem(at, "account", f"{line.account} is an account of {account.country}")
        elif account.role not in CREDITED:
            yield listing.problem(
                at, "account", f"{line.account} is no account for revenue but for {account.role}"
            )


def shares(
    listing: Listing[Shares], budget: Listing[RevenueLine], offices: Listing[Regie]
) -> Iterator[Problem]:
    """Each rule names a known line and known regies, and each of these says who the beneficiaries are."""
    regies_of = {regie.code: regie for regie in offices.rules.values()}
    lines_of = {line.code: line for line in budget.rules.values()}
    own = {(rule.line, code) for rule in listing.rules.values() for code in rule.regies}
    for at, rule in listing.rules.items():
        line = lines_of.get(rule.line)
        if line is None:
            yield listing.problem(at, "line", f"unknown line {rule.line}")
            continue
        for code in rule.regies:
            if code not in regies_of:
                yield listing.problem(at, "regies", f"unknown regie {code}")
        general = (r.code for r in regies_of.values() if r.administration == line.administration)
        applied = rule.regies or tuple(code for code in general if (rule.line, code) not in own)
        for role in rule.parts:
            for code in applied:
                if code in regies_of and role not in regies_of[code].beneficiaries:
                    yield listing.problem(at, "parts", f"regie {code} names no beneficiary for {role}")
    yield from _unshared(listing, budget, offices)


def tariffs(
    listing: Listing[Tariff], budget: Listing[RevenueLine], offices: Listing[Regie]
) -> Iterator[Problem]:
    """Each tariff is of a known line, in a locality where a regie collects."""
    known = {line.code for line in budget.rules.values()}
    localities = {regie.locality for regie in offices.rules.values()}
    for at, tariff in listing.rules.items():
        if tariff.line not in known:
            yield listing.problem(at, "line", f"unknown line {tariff.line}")
        if tariff.locality not in localities:
            yield listing.problem(at, "locality", f"no regie collects in {tariff.locality}")


def _unshared(
    listing: Listing[Shares], budget: Listing[RevenueLine], offices: Listing[Regie]
) -> Iterator[Problem]:
    """A line in which nobody shares could not be posted."""
    rules = listing.rules.values()
    general = {rule.line for rule in rules if not rule.regies}
    own = {(rule.line, code) for rule in rules for code in rule.regies}
    for at, line in budget.rules.items():
        collecting = [r.code for r in offices.rules.values() if r.administration == line.administration]
        bare = [code for code in collecting if (line.code, code) not in own]
        if not collecting:
            yield budget.problem(at, "administration", f"no regie collects for {line.administration}")
        elif line.code not in general and bare:
            yield budget.problem(at, "code", f"nobody shares in {line.code} at {bare[0]}")


def _administration(code: str, country: str, known: Mapping[str, object]) -> str | None:
    if code not in known:
        return f"unknown administration {code}"
    return None if known[code] == country else f"{code} is an administration of {known[code]}"
