"""Whose paper it is: an office sees those it issues and those of its services, and answers for those it issues.

A quittance for an office's service is the Treasury's paper: the office shows and reprints it, and does not revoke it.
"""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import ColumnElement, or_, true

from admin.people.person import Scope
from catalogue.catalogue import Catalogue
from verification.registry.tables import SEALED_DOCUMENT


class OfAnOffice(Protocol):
    """A paper, as far as its office goes."""

    @property
    def issuer(self) -> str: ...
    @property
    def service(self) -> int | None: ...


def services(catalogue: Catalogue, administration: str) -> frozenset[int]:
    """The numbers of its services."""
    found = catalogue.services.values()
    return frozenset(service.number for service in found if service.administration == administration)


def issuers(catalogue: Catalogue, administration: str) -> frozenset[str]:
    """Under which names it seals: those of the kinds that its services end with."""
    own = services(catalogue, administration)
    return frozenset(
        kind.offices[catalogue.services[number].country].issuer
        for kind in catalogue.documents.values()
        for number in own.intersection(kind.services)
    )


def administrations(catalogue: Catalogue) -> tuple[str, ...]:
    """Those that issue a sealed paper, for a choice."""
    return tuple(code for code in sorted(catalogue.administrations) if issuers(catalogue, code))


def administration_of(catalogue: Catalogue, paper: OfAnOffice) -> str:
    """Its code; "" for a paper that no office of the catalogue issues, as a quittance of the Treasury."""
    return next((code for code in administrations(catalogue) if paper.issuer in issuers(catalogue, code)), "")


def sees(catalogue: Catalogue, scope: Scope, paper: OfAnOffice) -> bool:
    """Whether the paper exists for somebody of this scope."""
    if scope.administration is None:
        return True
    return answers_for(catalogue, scope, paper) or paper.service in services(catalogue, scope.administration)


def answers_for(catalogue: Catalogue, scope: Scope, paper: OfAnOffice) -> bool:
    """Whether they may decide what becomes of it."""
    return scope.administration is None or paper.issuer in issuers(catalogue, scope.administration)


def visible(catalogue: Catalogue, scope: Scope) -> ColumnElement[bool]:
    """``sees`` as a condition on SEALED_DOCUMENT."""
    if scope.administration is None:
        return true()
    return or_(*conditions(catalogue, scope.administration))


def conditions(catalogue: Catalogue, administration: str) -> Iterable[ColumnElement[bool]]:
    """The same in parts that exclude each other, each with an index of its own, so that pages stay flat."""
    row = SEALED_DOCUMENT.c
    for number in sorted(services(catalogue, administration)):
        yield row.service == number
    # The examples of a demo are of no service. An office that issues nothing sees nothing of them.
    for issuer in sorted(issuers(catalogue, administration)) or [""]:
        yield row.service.is_(None) & (row.issuer == issuer)
