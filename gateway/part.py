"""``@part``: a part of the wiring, made when somebody first asks for it, and once however many threads ask.

``functools.cached_property`` makes it once a thread since Python 3.12, which took its lock away: each would then have
breakers, tokens and connections of its own.
"""

import threading
from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

Made = TypeVar("Made")

# One for all parts, since making one makes those that it needs: two locks could be taken in two orders.
_MAKING = threading.RLock()


class part(Generic[Made]):  # noqa: N801 - a decorator, as cached_property is
    """Kept in the instance's ``__dict__``, where it is found without coming here again."""

    def __init__(self, make: Callable[[Any], Made]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Made: ...
    def __get__(self, instance: object | None, owner: type) -> Self | Made:
        if instance is None:
            return self
        kept = vars(instance)
        with _MAKING:
            if self._name not in kept:
                kept[self._name] = self._make(instance)
            made: Made = kept[self._name]
        return made
