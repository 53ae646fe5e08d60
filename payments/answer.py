"""What every rail reads alike in an operator's answer: an object, a short text, an amount, an unknown word."""

from dataclasses import replace
from typing import Any

import structlog

from kernel import money
from kernel.egress import Response
from payments.contract import Standing, Unanswered

# contract.Standing: an amount that is not whole francs matches nothing.
NOT_FRANCS = -1
EXACT_FLOATS = 2**53  # Above, a JSON number read as a float may be another number.
WORD_MAX = 40

log = structlog.get_logger(__name__)


def fields(response: Response) -> dict[str, Any]:
    """The JSON object of a success. Raises Unanswered: it said yes in words that we cannot read."""
    try:
        value = response.json()
    except ValueError:
        raise Unanswered("unreadable") from None
    if not isinstance(value, dict):
        raise Unanswered("unreadable")
    return value


def error_fields(response: Response) -> dict[str, Any]:
    """The JSON object of a refusal, {} for HTML and the like."""
    try:
        value = response.json()
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def text(value: object, longest: int = 100) -> str:
    """A short printable text, "" for anything else."""
    return value if isinstance(value, str) and len(value) <= longest and value.isprintable() else ""


def amount(value: object) -> int | None:
    """Francs of "3000", "3000.00", 3000 or 3000.0; None when absent, NOT_FRANCS when it is something else."""
    if value is None:
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and 0 <= value < EXACT_FLOATS else NOT_FRANCS
    try:
        return money.francs(value)  # type: ignore[arg-type] # It refuses every other type itself.
    except money.AmountRefused:
        return NOT_FRANCS


def stranger(rail: str, word: object) -> None:
    """A status word that the rail's table does not have: the charge stays as it is and somebody is told."""
    log.error("rail_word_unrecognised", rail=rail, word=text(word, WORD_MAX) or type(word).__name__)


def settled(rail: str, standing: Standing) -> Standing:
    """The standing, unless it says "succeeded" without the operator's id: booked twice, it would not be seen."""
    if standing.state != "succeeded" or standing.operator_id:
        return standing
    log.error("rail_success_without_id", rail=rail)
    return replace(standing, state="pending", reason="no_operator_id")
