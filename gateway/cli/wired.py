"""A command's own wiring, closed when it ends."""

from collections.abc import Iterator
from contextlib import contextmanager

from gateway import production
from gateway.settings import SettingsRefused, load
from gateway.wiring import Guichet, build
from kernel import logs


@contextmanager
def wired() -> Iterator[Guichet]:
    """Everything a command needs; logs below WARNING would only get between the user and the answer."""
    settings = load()
    problems = production.problems(settings)
    if problems:
        raise SettingsRefused(problems)
    logs.configure("WARNING")
    guichet = build(settings)
    try:
        yield guichet
    finally:
        guichet.close()
