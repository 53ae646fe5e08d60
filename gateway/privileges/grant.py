"""The form of a line in ``grants.py``, and what follows from it for a table. Knows no table by name."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, LargeBinary, Table

from gateway.privileges.roles import Role

# The letters of a line, as `psql` and the SQL standard call them.
PRIVILEGES = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
# Of what is not sealed and opens something all the same: passwords, recovery codes, sessions.
SECRETS = frozenset({"password_hash", "code_hash", "id_hash"})


@dataclass(frozen=True, slots=True)
class Grant:
    """Letters of SIUD for each process. ``changes``: the only columns that U is about; empty: all of them.

    ``operator`` are the letters that its commands need beyond those two, ``erased`` the columns that only an erasure
    changes, ``audited`` the sealed ones that `guichet check` opens.
    """

    web: str
    worker: str
    changes: tuple[str, ...] = ()
    operator: str = ""
    erased: tuple[str, ...] = ()
    audited: tuple[str, ...] = ()

    @property
    def is_history(self) -> bool:
        """Nobody but the owner changes or removes a row."""
        return not {"U", "D"} & {*self.web, *self.worker, *self.operator}

    def privileges(self, table: Table, role: Role) -> Iterator[str]:
        """What ``role`` gets on ``table``, as GRANT has it: "SELECT", "UPDATE (state)"."""
        if role is Role.AUDITOR:
            yield _listed("SELECT", self._read(table))
            return
        letters = self._letters(role)
        for letter, name in PRIVILEGES.items():
            if letter in letters:
                yield _listed(name, list(self.changes)) if letter == "U" and self.changes else name
        # A field key is given up by sealing its values anew.
        own = [*self.erased, *(column.name for column in table.columns if is_sealed(column))]
        if role is Role.OPERATOR and own and ("U" not in letters or self.changes):
            yield _listed("UPDATE", own)

    def _letters(self, role: Role) -> set[str]:
        return {
            Role.WEB: set(self.web),
            Role.WORKER: set(self.worker),
            Role.OPERATOR: {*self.web, *self.worker, *self.operator},
        }[role]

    def _read(self, table: Table) -> list[str]:
        """Columns that an auditor reads; none where all of them are."""
        shown = [
            column.name
            for column in table.columns
            if column.name in self.audited or not _is_kept_from(column)
        ]
        return [] if len(shown) == len(table.columns) else shown


def is_sealed(column: Column[object]) -> bool:
    """Whether a field key opens it (``kernel.crypto``)."""
    return isinstance(column.type, LargeBinary) and (
        column.name == "sealed" or column.name.endswith("_sealed")
    )


def _is_kept_from(column: Column[object]) -> bool:
    return is_sealed(column) or column.name in SECRETS


def _listed(privilege: str, columns: list[str]) -> str:
    return f"{privilege} ({', '.join(columns)})" if columns else privilege
