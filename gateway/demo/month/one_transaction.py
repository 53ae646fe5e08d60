"""A database whose transactions are all the one that is open: rooms that begin their own write into the step's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection

from kernel.database import Database

Result = TypeVar("Result")


class OneTransaction(Database):
    """``use`` gives it the connection; what fails inside takes the whole step with it."""

    def __init__(self, url: str) -> None:
        # No pool: the connection is somebody else's.
        self.url = url
        self._connection: Connection | None = None

    @contextmanager
    def use(self, connection: Connection) -> Iterator[None]:
        """Until the end of the block, ``connection`` is every transaction."""
        self._connection = connection
        try:
            yield
        finally:
            self._connection = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """The open one. Raises LookupError outside of ``use``."""
        if self._connection is None:
            raise LookupError("no step is being written")
        yield self._connection

    def retrying(self, work: Callable[[Connection], Result]) -> Result:
        """Once: a deadlock takes the whole step, which is then written again."""
        with self.transaction() as connection:
            return work(connection)

    def close(self) -> None:
        """Nothing is its own."""
