"""The one sequence that numbers every reference a citizen types, whatever it names: two of them never meet."""

from sqlalchemy import Connection, Sequence, select

from kernel import ids
from kernel.database import METADATA

# A reference has room for 8 digits of serial a year; it is unique, so a wrap inside one year would be refused.
REFERENCE_SERIAL = Sequence(
    "reference_serial", minvalue=0, start=0, maxvalue=99_999_999, cycle=True, metadata=METADATA
)


def next_reference(connection: Connection, year: int, key: bytes) -> str:
    """The next 12 digits of ``year``; a rolled back one is lost, which nobody can see."""
    serial: int = connection.execute(select(REFERENCE_SERIAL.next_value())).scalar_one()
    return ids.reference(serial, year, key)
