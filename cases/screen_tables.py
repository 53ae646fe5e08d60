"""The table of the screens that citizens were shown. A month of them: ``cases/screens.py`` says why."""

from sqlalchemy import CHAR, BigInteger, Column, DateTime, Identity, Index, LargeBinary, String, Table

from kernel.database import METADATA

SHOWN_SCREEN = Table(
    "shown_screen",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("phone_index", CHAR(32), nullable=False),
    Column("session", CHAR(32), nullable=False),
    # A keyed hash of the turn and its screen: the reply to a repeated turn is stored once.
    Column("step", CHAR(32), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
)
Index("ix_shown_screen_phone", SHOWN_SCREEN.c.phone_index, SHOWN_SCREEN.c.at)
# What is past its time goes by this one.
Index("ix_shown_screen_at", SHOWN_SCREEN.c.at)
