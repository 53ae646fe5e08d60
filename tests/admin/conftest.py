"""The gateway with the console in it, a day to begin, and people who work there."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from werkzeug.serving import make_server

from admin.console import console
from gateway.console.parts import parts_of
from gateway.web import create_app
from gateway.wiring import Guichet
from tests.admin.in_chromium import SIZES, told
from tests.admin.staffed import CAST, Browser, Cast, Member
from tests.chromium import started

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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """The system's own."""
    with started() as browser:
        yield browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The gateway on a free port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, chromium: Chromium, address: str) -> Iterator[Page]:
    """A page without JavaScript of its own; nothing may complain, the Content-Security-Policy least of all."""
    width, height = SIZES[request.param]
    context = chromium.new_context(
        base_url=address, viewport={"width": width, "height": height}, locale="fr-FR", bypass_csp=False
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if told(message.text) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []
