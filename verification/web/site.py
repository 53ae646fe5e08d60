"""What the pages must know about this deployment. Values only; the wiring makes one from the settings."""

from dataclasses import dataclass
from pathlib import Path

from verification.keys import PublicKey


@dataclass(frozen=True, slots=True)
class Site:
    """``hosts``: every host, with its port, at which this page is ours; the first is printed in the codes.

    ``root``: the key whose bundles a reader believes. ``scanner``: where `build` put the scanner, None without one.
    ``dial``: what to dial without a network. ``sms``: the number that answers LISTES, "" for none.
    """

    hosts: tuple[str, ...]
    root: PublicKey
    dial: str
    scanner: Path | None = None
    sms: str = ""
