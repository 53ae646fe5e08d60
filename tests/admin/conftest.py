"""The gateway with the console in it, a day to begin, and people who work there."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Error, Page
from werkzeug.exceptions import NotFound
from werkzeug.serving import BaseWSGIServer, make_server

from admin.console import console
from admin.people import passwords
from gateway.console.parts import parts_of
from gateway.web import create_app
from gateway.wiring import Guichet
from tests.admin.in_chromium import SIZES, told
from tests.admin.occupied import Occupied
from tests.admin.staffed import CAST, Browser, Cast, Member
from tests.chromium import started

# The least of each that Argon2 takes.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
AT = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _quick_hash(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 in all but its cost, 0.1 s for each who is hired and enters, where the cost is not the matter."""
    if request.path.name != "test_passwords.py":
        monkeypatch.setattr(passwords, "HASHER", QUICK)


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


@pytest.fixture(scope="module")
def served() -> Iterator[BaseWSGIServer]:
    """A free port, whose application is each test's own."""
    server = make_server("127.0.0.1", 0, NotFound(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def address(served: BaseWSGIServer, app: Flask) -> Iterator[str]:
    """The gateway, as it is wired for this test, on a Monday morning that goes on: no midnight falls into a test.

    Nothing is taken down while a page is still being answered.
    """
    served.app = occupied = Occupied(app)
    with time_machine.travel(AT, tick=True):
        yield f"http://127.0.0.1:{served.port}"
        occupied.close()


@pytest.fixture(scope="module")
def tab(chromium: Chromium, served: BaseWSGIServer) -> Iterator[Page]:
    """A context of Chromium takes two seconds of a processor to its first page, and most tests need one twice."""
    context = chromium.new_context(
        base_url=f"http://127.0.0.1:{served.port}", locale="fr-FR", bypass_csp=False
    )
    yield context.new_page()
    context.close()


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, tab: Page, address: str) -> Iterator[Page]:
    """A page of nobody, without JavaScript of its own; nothing may complain, least of all the policy of content."""
    width, height = SIZES[request.param]
    tab.goto("about:blank")
    tab.context.clear_cookies()
    tab.set_viewport_size({"width": width, "height": height})
    complaints: list[str] = []

    def said(message: ConsoleMessage) -> None:
        complaints.extend(filter(told, [message.text]))

    def raised(error: Error) -> None:
        complaints.append(str(error))

    tab.on("console", said)
    tab.on("pageerror", raised)
    yield tab
    # What is still on its way answers this test, not the next.
    tab.goto("about:blank")
    tab.remove_listener("console", said)
    tab.remove_listener("pageerror", raised)
    assert complaints == []
