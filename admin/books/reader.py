"""What the reading of a register needs beside what was asked. A file is sent when its request is over."""

from dataclasses import dataclass

from sqlalchemy import Connection

from admin.books.asked import Asked
from catalogue.accounting_plan import Accounting
from kernel.crypto import Keyring


@dataclass(frozen=True, slots=True)
class Reader:
    """``connection`` is in a transaction."""

    connection: Connection
    keyring: Keyring
    accounting: Accounting

    def operators(self, asked: Asked) -> tuple[str, ...]:
        """The accounts on which operators' money stands."""
        return self.accounting.operator_accounts(asked.period.country)
