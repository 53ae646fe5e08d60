"""A register of a long year is read page by page through a cursor on the server, never held whole."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, text

from kernel.crypto import Keyring
from kernel.database import Database
from payments import registers
from payments.registers import reading
from tests.payments.registers.books import ACCOUNTING, keep

YEAR = registers.exercice(2026, "ML")
OPERATORS = ACCOUNTING.operator_accounts("ML")
ALL: dict[str, Callable[[Connection], Iterator[object]]] = {
    "journal": lambda connection: registers.journal(connection, YEAR),
    "takings": lambda connection: registers.takings(connection, YEAR, OPERATORS),
    "lines": lambda connection: registers.by_line(connection, YEAR),
    "shares": lambda connection: registers.by_share(connection, YEAR),
    "stubs": lambda connection: registers.stubs(connection, "ml-sikasso", 2026),
    "recovery": lambda connection: registers.recovery(connection, 2026),
    "grand livre": lambda connection: registers.grand_livre(connection, OPERATORS[2], YEAR).movements,
}


@pytest.mark.parametrize("register", ALL.values(), ids=ALL)
def test_the_rest_of_a_register_waits_on_the_server(
    database: Database,
    keyring: Keyring,
    monkeypatch: pytest.MonkeyPatch,
    register: Callable[[Connection], Iterator[object]],
) -> None:
    monkeypatch.setattr(reading, "PAGE", 1)
    with database.transaction() as connection:
        keep(connection, keyring)
        whole = list(register(connection))
        rows = register(connection)
        read = [next(rows)]
        # The driver's cursor has asked for a page only, and is still open.
        assert connection.execute(text("SELECT count(*) FROM pg_cursors WHERE name <> ''")).scalar_one() == 1
        assert [*read, *rows] == whole
        assert len(whole) > 1
