"""A seal of nothing is told by its length, whatever the name of its key."""

import pytest
from sqlalchemy import LargeBinary, String, column, literal, select

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.personal import is_empty


@pytest.mark.parametrize("name", ["k", "k2", "clé-de-champ-de-2026", "n" * 200])
@pytest.mark.parametrize(("plain", "empty"), [(b"", True), (b"0", False), (b"x" * 300, False)])
def test_only_nothing_is_empty(database: Database, name: str, plain: bytes, empty: bool) -> None:
    sealed = Keyring({name: b"k" * 32}, active=name, index_key=b"i" * 32).seal(plain, "here")
    with database.transaction() as connection:
        assert connection.execute(select(is_empty(literal(sealed, LargeBinary)))).scalar_one() is empty


def test_what_is_no_seal_is_not_asked() -> None:
    with pytest.raises(TypeError):
        is_empty(column("name", String))  # type: ignore[arg-type]
