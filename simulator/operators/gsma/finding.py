"""Finds a GSMA transaction by the names it goes by."""

from simulator.store import Document
from simulator.world import here


def by_reference(ref: str) -> Document:
    """The payment of a transactionReference, or an empty document."""
    return next(iter(here().market.book.named("gsma", f"ref:{ref}")), {})


def by_server(server: str) -> Document:
    """The payment of a serverCorrelationId, or an empty document."""
    return next(iter(here().market.book.named("gsma", f"server:{server}")), {})
