"""What was sent today, counted in the transaction that hands the messages over."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Integer, String, Table

from kernel.database import METADATA

# ``scope`` phone: the key is the phone's blind index; prefix: the number without its last four digits, a range of
# 10,000 that names nobody; total: the key is the country. ``day`` is the country's.
SMS_SPENDING = Table(
    "sms_spending",
    METADATA,
    Column("scope", String(6), primary_key=True),
    Column("key", String(32), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("parts", Integer, nullable=False),
    Column("milli", BigInteger, nullable=False),
    CheckConstraint("scope IN ('phone', 'prefix', 'total')", name="scope"),
)
