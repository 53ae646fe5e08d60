"""Who may call a view: each view says so itself, and a structural test walks the routes. Checks nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Access:
    """``reason``: why nobody need prove who they are (public), or whose token is asked (bearer)."""

    kind: Literal["public", "bearer"]
    reason: str


def public(reason: str) -> Callable[[View], View]:
    """Anybody may call it, for this reason."""
    return _declare(Access("public", reason))


def bearer(name: str) -> Callable[[View], View]:
    """Only the holder of a token named ``name`` (RFC 6750 2.1); the view compares it."""
    return _declare(Access("bearer", name))


def of(view: Callable[..., object]) -> Access | None:
    """What the view declares, None when it declares nothing."""
    access = getattr(view, "__access__", None)
    return access if isinstance(access, Access) else None


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__access__ = access  # type: ignore[attr-defined]
        return view

    return mark
