"""A command's own wiring, closed when it ends."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from gateway import production
from gateway.settings import SettingsRefused, load
from gateway.wiring import Guichet, build
from kernel import logs


def quiet() -> None:
    """Only what went wrong, and never on the output that a program may read."""
    logs.configure("ERROR", sys.stderr)


@contextmanager
def wired() -> Iterator[Guichet]:
    """Everything a command needs."""
    settings = load()
    problems = production.problems(settings)
    if problems:
        raise SettingsRefused(problems)
    quiet()
    guichet = build(settings)
    try:
        yield guichet
    finally:
        guichet.close()
