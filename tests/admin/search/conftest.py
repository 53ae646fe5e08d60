"""A citizen's past, and somebody at the telephone."""

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from tests.admin.search.scene import Scene
from tests.admin.staffed import Browser, hire

Called = Callable[..., Browser]


@pytest.fixture
def scene(guichet: Guichet, day: time_machine.Traveller) -> Scene:
    """Nothing has happened yet."""
    return Scene(guichet)


@pytest.fixture
def called(guichet: Guichet, app: Flask, day: time_machine.Traveller) -> Called:
    """The browser of somebody of a role (and administration), past the door."""

    def of(role: Role, administration: str | None = None, region: str | None = None) -> Browser:
        browser = Browser(app, day)
        name = f"{role}.{administration or 'x'}.{region or 'x'}"
        browser.login(hire(guichet, name, Post(role, administration, region)))
        return browser

    return of
