"""The command as three people type it: two administrators, and an officer who may not."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from click.testing import CliRunner, Result

from admin.people.staff import Post
from admin.roles import Role
from gateway.cli import guichet as root
from gateway.wiring import Guichet
from tests.admin.staffed import Member, hire
from tests.authenticator import fresh_half_minute, pass_on
from tests.gateway.person.life import Life

POSTS = {
    "fatou": Post(Role.ADMINISTRATOR),
    "ibra": Post(Role.ADMINISTRATOR),
    "oumar": Post(Role.OFFICER, "apex"),
}


@pytest.fixture
def day() -> Iterator[time_machine.Traveller]:
    """Time goes on; a test may shift it."""
    with fresh_half_minute() as traveller:
        yield traveller


@pytest.fixture
def life(guichet: Guichet) -> Life:
    """Nobody's yet."""
    return Life(guichet, [])


@pytest.fixture
def run(
    guichet: Guichet, day: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """``run("fatou", "export", phone, ...)``: half a minute passes, since each code is used once."""
    monkeypatch.setenv("GUICHET_DATABASE_URL", guichet.settings.database_url.get_secret_value())
    monkeypatch.setenv("GUICHET_REDIS_URL", guichet.settings.redis_url.get_secret_value())
    hired: dict[str, Member] = {}

    def invoke(name: str, act: str, phone: str, *words: str) -> Result:
        pass_on(day)
        if name not in hired:
            hired[name] = hire(guichet, name, POSTS[name], password=None)
        typed = ["person", act, phone, "--as", name, "--code", hired[name].code(), *words]
        return CliRunner().invoke(root, typed, catch_exceptions=False)

    return invoke
