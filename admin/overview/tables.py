"""The sums of closed days: what the overview would otherwise count anew from millions of rows for every reader.

Nothing personal, and nothing that is not in the rooms' own tables: it may be emptied at any time, and fills again.
"""

from sqlalchemy import CHAR, BigInteger, Column, Date, DateTime, SmallInteger, String, Table

from kernel.database import METADATA
from ussd.hop import HOP_MAX

# One figure of one day. What ``office``, ``item``, ``bucket``, ``number`` and ``total`` are of each measure says
# `sources.py`; the key is also the order in which a page reads: one measure, some days.
OVERVIEW_FIGURE = Table(
    "overview_figure",
    METADATA,
    Column("measure", String(10), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("office", String(60), primary_key=True),
    Column("item", String(HOP_MAX), primary_key=True),
    Column("bucket", SmallInteger, primary_key=True, autoincrement=False),
    Column("country", CHAR(2), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False, server_default="0"),
)

# The days that were summed, a day of each country by itself: it ends at its own midnight.
OVERVIEW_DAY = Table(
    "overview_day",
    METADATA,
    Column("country", CHAR(2), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("summed_at", DateTime(timezone=True), nullable=False),
)
