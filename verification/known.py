"""What a reader holds when it judges: the bundle, the lists, the filters, and what it has heard of the time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from verification.bundle import TrustBundle
from verification.issued_filter import IssuedFilter
from verification.status_list import StatusList

# A phone that was off, or set by hand, is hours wrong; more than a day is a wrong clock and is said.
TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """Lists and filters by the kid they speak of. ``replaced_by``: serial -> serial, where the register is at hand."""

    bundle: TrustBundle
    lists: Mapping[bytes, StatusList] = field(default_factory=dict)
    filters: Mapping[bytes, IssuedFilter] = field(default_factory=dict)
    replaced_by: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clocks:
    """``device`` is what the phone says, ``heard`` the Date of the last HTTP answer of ours (None: never)."""

    device: datetime
    heard: datetime | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """``now``: the device's time, but never before a moment that is proven by a signature or was heard of us."""

    now: datetime
    behind: bool

    @classmethod
    def of(cls, clocks: Clocks, known: Known) -> "Time":
        """Of the device and the newest of bundle, lists and last answer."""
        proven = [known.bundle.iat, *(each.iat for each in known.lists.values())]
        if clocks.heard is not None:
            proven.append(clocks.heard)
        floor = max(proven)
        return cls(max(clocks.device, floor), clocks.device < floor - TOLERANCE)
