"""What the HTTP doors of all SMS providers share: a blueprint that can fail and notes what it turned away."""

from collections.abc import Callable, Mapping

from flask import Blueprint

from simulator import breakage
from simulator.breakage import Instead, Spoil, Spoken
from simulator.providers.service import Draft, Service
from simulator.world import here


def door(
    service: Service,
    prefix: str,
    drafts: Callable[[], list[Draft]],
    instead: Mapping[str, Instead],
    afterwards: Mapping[str, Spoil],
) -> Blueprint:
    """The send calls of a provider. ``drafts`` reads what the request at hand wants to send."""
    built = Blueprint(f"provider_{service.name}", __name__, url_prefix=f"/providers/{service.name}{prefix}")

    def phones() -> list[str]:
        return [draft.phone for draft in drafts()]

    def turned_away(fault: str) -> None:
        for draft in drafts():
            here().book.turn_away(service.name, draft, fault)

    breakage.install(built, service.system, phones, Spoken(instead, afterwards, turned_away))
    return built


def side_door(service: Service, name: str, prefix: str) -> Blueprint:
    """The calls around a message (token, look-up): they fail in an outage only."""
    built = Blueprint(
        f"provider_{service.name}_{name}", __name__, url_prefix=f"/providers/{service.name}{prefix}"
    )
    breakage.close_in_outage(built, service.system)
    return built
