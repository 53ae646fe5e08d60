"""The numbers: how much may leave in a day. Not the counting (``spending.py``)."""

from dataclasses import dataclass

from sms.purposes import Priority


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A day's parts to one phone, to one range of 10,000 numbers, to one country, and its francs."""

    phone: int
    prefix: int
    parts: int
    francs: int


@dataclass(frozen=True, slots=True)
class Budgets:
    """One counter, three ceilings: bulk stops first, news next, and what a citizen asked for last.

    A phone: a busy day has a deposit, a payment and four moves, of 1 or 2 parts each: 10 for news. Someone who
    asks by SMS all day may have 40 answers; a loop of machines ends there. A range: pumping fills ranges of
    numbers that belong to one swindler, where 1 citizen in 10 dealing with us in one day would be a record.
    A country: 750,000 francs a day at 15 francs a part are 50,000 parts, several times a busy day.
    """

    now: Ceiling = Ceiling(phone=40, prefix=2_000, parts=50_000, francs=750_000)
    news: Ceiling = Ceiling(phone=10, prefix=1_000, parts=40_000, francs=600_000)
    bulk: Ceiling = Ceiling(phone=10, prefix=10_000, parts=30_000, francs=450_000)

    def of(self, priority: Priority) -> Ceiling:
        """The ceiling for messages of this turn."""
        return {"now": self.now, "news": self.news, "bulk": self.bulk}[priority]
