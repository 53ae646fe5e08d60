"""Profile: how one portal writes its statements. Data (profiles.yaml), checked when it is loaded."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from payments.reconciliation.refused import StatementRefused

# payment: money to us; refund: ours, back; reversal: the operator took it back; fee: what it keeps; payout: paid
# over to the Treasury; credit: the Treasury's word for the same; opening and closing: balances.
Kind = Literal["payment", "refund", "reversal", "fee", "payout", "credit", "opening", "closing"]
Country = Literal["ML", "BJ"]
Column = Literal[
    "at",
    "time",
    "kind",
    "id",
    "reference",
    "payer",
    "amount",
    "credit",
    "debit",
    "fee",
    "currency",
    "balance",
]
GENERIC = "generic"
NEEDED: tuple[Column, ...] = ("at", "kind", "id")


class Profile(BaseModel):
    """``rails`` are ours that stand on this statement; ``unreferenced`` takes what carries no reference.

    ``regional``: one account for all countries, so that money of each stands on the same statement.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    rails: tuple[str, ...]
    unreferenced: Mapping[str, str] = {}
    countries: Annotated[tuple[Country, ...], Field(min_length=1)]
    regional: bool = False
    comma: Annotated[str, Field(min_length=1, max_length=1)]
    charsets: Annotated[tuple[str, ...], Field(min_length=1)]
    thousands: str
    dates: Annotated[tuple[str, ...], Field(min_length=1)]
    columns: Mapping[Column, tuple[str, ...]]
    kinds: Mapping[str, Kind]

    @model_validator(mode="after")
    def _whole(self) -> "Profile":
        amounts = "amount" in self.columns or {"credit", "debit"} <= set(self.columns)
        if not amounts or not set(NEEDED) <= set(self.columns):
            raise ValueError("a profile names the date, kind, id and amount")
        return self

    def rail(self, reference: str | None, country: str) -> str:
        """Ours on which unknown money of this statement is recorded."""
        first = self.rails[0] if self.rails else self.name
        return first if reference else self.unreferenced.get(country, first)

    def country(self, given: str | None) -> str:
        """The country whose clock the statement keeps. Raises StatementRefused when it must be said."""
        if given in self.countries or (given is None and len(self.countries) == 1):
            return given or self.countries[0]
        raise StatementRefused("country")


@cache
def profiles() -> Mapping[str, Profile]:
    """Every profile by name."""
    text = Path(__file__).with_name("profiles.yaml").read_text(encoding="utf-8")
    return {name: Profile(name=name, **data) for name, data in yaml.safe_load(text).items()}


def of_rail(rail: str, name: str | None = None) -> Profile:
    """The profile on whose statements ``rail`` stands; ``name`` overrides it. Raises StatementRefused.

    A rail read by the generic profile keeps its own name.
    """
    known = profiles()
    if name is not None:
        if name not in known:
            raise _stranger(name)
        found = known[name]
        return (
            found
            if rail in (name, *found.rails)
            else found.model_copy(update={"rails": (rail,), "name": rail})
        )
    for profile in known.values():
        if rail in _names(profile):
            return profile
    raise _stranger(rail)


def _stranger(name: str) -> StatementRefused:
    return StatementRefused("profile", named=f"{name}; there are {', '.join(known_rails())}")


def known_rails() -> tuple[str, ...]:
    """Every name under which a statement is read: of a profile, or of a rail that stands on one."""
    return tuple(dict.fromkeys(name for profile in profiles().values() for name in _names(profile)))


def _names(profile: Profile) -> tuple[str, ...]:
    """A form for any operator is nobody's statement: it is named beside the operator."""
    return () if profile.name == GENERIC else (profile.name, *profile.rails)


def rails_of(book: str) -> tuple[str, ...]:
    """Our rails on a book ("orange:ML"); one read by the generic profile is named for its rail."""
    name = book.partition(":")[0]
    known = profiles().get(name)
    return (name,) if known is None else known.rails
