"""The demo's data. Its rooms are imported when they are called: a production never loads any of them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.settings import Settings


def with_urls(settings: "Settings", environment: Mapping[str, str]) -> "Settings":
    """``settings`` with the URLs of the servers that were just started."""
    from gateway.demo import urls

    return urls.with_urls(settings, environment)


def seed(settings: "Settings") -> int:
    """Before the doors open, into an empty database: people, keys, a few cases. How many cases were made."""
    from gateway.demo import opening

    return opening.seed(settings)


def writing(
    settings: "Settings", environment: Mapping[str, str], say: Callable[[int, int], None]
) -> AbstractContextManager[None]:
    """While the block lasts, the month of the past is written beside the open doors; ``say(done, of)``."""
    from gateway.demo import background

    return background.writing(settings, environment, say)


def quarters(say: Callable[[str], None]) -> Callable[[int, int], None]:
    """Makes a sentence for people of every quarter that is written."""
    from gateway.demo.quarters import Quarters

    return Quarters(say)
