"""Effects: what a conversation changes in the world. What they do is behind the EffectPort."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Deposit:
    """File a request. Outcome: ``reference`` (12 digits), ``code`` (4 digits), ``state``."""

    service: int
    answers: Mapping[str, str]
    language: str


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Remember the phone's language. No outcome."""

    language: str


@dataclass(frozen=True, slots=True)
class Refresh:
    """Ask the administration again; the answer goes by SMS. Outcome: ``asked``, "yes" or "no"."""

    reference: str


@dataclass(frozen=True, slots=True)
class OpenTax:
    """Open the invoice of a tax; ``answers`` are locality, year and persons.

    Outcome: ``invoice`` (id), ``reference`` (12 digits), ``label``, ``amount`` (francs).
    """

    service: int
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pay:
    """Begin one payment from the caller's phone. Nothing is taken before the payer types the PIN.

    Outcome: ``how`` "push" or "dial", with ``operator``, ``amount`` and ``fee`` (francs) and ``dial`` (the code,
    dues.SECRET in it); or ``how`` "refused" with ``reason``: live, paid, closed, due, rail or often.
    """

    invoice_id: str
    rail: str
    amount_xof: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Say that an invoice was paid by a transaction of an operator. Outcome: ``result``, "matched" (settled now),
    "proposed" (a person looks), "closed" (nothing is due) or "refused" (nothing fits, or too many tries).
    """

    reference: str
    operator_id: str


Effect: TypeAlias = Deposit | SetLanguage | Refresh | OpenTax | Pay | Claim
