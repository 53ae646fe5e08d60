"""The gateway with the console in it, a day to begin, and people who work there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from admin.console import console
from gateway.console.parts import parts_of
from gateway.web import create_app
from gateway.wiring import Guichet
from tests.admin.staffed import CAST, Browser, Cast, Member

AT = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def day() -> Iterator[time_machine.Traveller]:
    """A Monday morning that stands still."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def app(guichet: Guichet) -> Flask:
    """The whole gateway, as it is wired."""
    return create_app(guichet)


@pytest.fixture
def secure_app(guichet: Guichet) -> Flask:
    """The same as in production: behind HTTPS."""
    blueprints = [door for door in guichet.blueprints if not door.name.startswith("admin")]
    vars(guichet)["blueprints"] = (*blueprints, *console(parts_of(guichet, secure=True)))
    return create_app(guichet)


@pytest.fixture
def browser(app: Flask, day: time_machine.Traveller) -> Browser:
    """Somebody's browser."""
    return Browser(app, day)


@pytest.fixture
def other(app: Flask, day: time_machine.Traveller) -> Browser:
    """Somebody else's."""
    return Browser(app, day)


@pytest.fixture
def cast(guichet: Guichet, day: time_machine.Traveller) -> dict[str, Member]:
    """Everybody of the cast, with a password of their own, hired when first asked for."""
    return Cast(guichet)


@pytest.fixture
def logged_in(cast: dict[str, Member], app: Flask, day: time_machine.Traveller) -> Callable[[str], Browser]:
    """The browser of one of them, past the door."""

    def of(name: str) -> Browser:
        browser = Browser(app, day)
        browser.login(cast[name])
        return browser

    return of


@pytest.fixture
def everybody(cast: dict[str, Member]) -> None:
    """All of them work here already, whoever acts."""
    for name in CAST:
        assert cast[name].name == name
