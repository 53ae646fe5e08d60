"""Where each figure of a day comes from: one bounded, aggregated SELECT a measure on the tables of the rooms.

Columns: day, office, item, bucket, number, total. ``deposited`` and ``answered``: administration, service;
``decided``: the same, the bucket is the hours it took; ``revenue``: regie, line, francs; ``dropped``: network,
screen, hour, sessions that broke off of all that ended there; ``messages``: country, thousandths of a franc and parts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, TextClause, text

from admin.overview.window import bounds
from cases.lifecycle import MACHINE

# What a citizen waits for: the document, or a reasoned no. Each case gets to one of them, once.
DECISIONS = ("disponible", "rejetee")
# To the hour below ten days, above to the day: some hundred rows a service and day at most, and every delay that the
# catalogue publishes (hours, or whole days) is cut exactly. A year and a day is where it ends.
TO_THE_HOUR = 240
LONGEST_H = 366 * 24
# Spread over hours and screens, these are a thousand rows a day: of a whole period a page reads their sums only.
ROLLED = ("decided", "dropped")
# Benin's codes begin with 616 (ITU-T E.212); what an operator leaves empty is counted with Mali.
BENIN = "616%"

# By the states, since (state, opened_at) is the index there is: eleven short ranges of it are one of time.
_DEPOSITED = text("""
SELECT CAST(opened_at AT TIME ZONE :zone AS date) AS day, administration AS office, CAST(service AS text) AS item,
       0 AS bucket, count(*) AS number, 0 AS total
FROM case_file
WHERE state = ANY (:states) AND opened_at >= :start AND opened_at < :until AND country = :country
GROUP BY 1, 2, 3
""")
_DECIDED = text("""
SELECT CAST(e.at AT TIME ZONE :zone AS date) AS day, f.administration AS office, CAST(f.service AS text) AS item,
       least(CASE WHEN t.hours <= :to_the_hour THEN t.hours ELSE ceil(t.hours / 24) * 24 END, :longest) AS bucket,
       count(*) AS number, 0 AS total
FROM case_event e JOIN case_file f ON f.id = e.case_id
CROSS JOIN LATERAL (
    SELECT greatest(ceil(extract(epoch FROM e.at - f.opened_at) / 3600), 0) AS hours
) t
WHERE e.kind = 'moved' AND e.to_state IN ('disponible', 'rejetee') AND e.at >= :start AND e.at < :until
  AND f.country = :country
GROUP BY 1, 2, 3, 4
""")
_ANSWERED = text("""
SELECT CAST(e.at AT TIME ZONE :zone AS date) AS day, f.administration AS office, CAST(f.service AS text) AS item,
       0 AS bucket, count(*) AS number, 0 AS total
FROM case_event e JOIN case_file f ON f.id = e.case_id
WHERE e.kind = 'moved' AND e.to_state IN ('disponible', 'rejetee') AND e.at >= :start AND e.at < :until
  AND f.country = :country
GROUP BY 1, 2, 3
""")
_REVENUE = text("""
SELECT CAST(j.occurred_at AT TIME ZONE :zone AS date) AS day, j.regie AS office, e.revenue_line AS item, 0 AS bucket,
       -sum(e.amount_xof) AS number, 0 AS total
FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id
WHERE j.occurred_at >= :start AND j.occurred_at < :until AND j.regie = ANY (:regies)
  AND e.revenue_line IS NOT NULL
GROUP BY 1, 2, 3
""")
_DROPPED = text("""
SELECT CAST(at AT TIME ZONE :zone AS date) AS day, network AS office, screen AS item,
       extract(hour FROM at AT TIME ZONE :zone) AS bucket,
       count(*) FILTER (WHERE status = 'Incomplete') AS number, count(*) AS total
FROM ussd_event
WHERE at >= :start AND at < :until AND (network LIKE :benin) = (:country = 'BJ') AND screen <> ''
GROUP BY 1, 2, 3, 4
""")
_MESSAGES = text("""
SELECT day, key AS office, '' AS item, 0 AS bucket, milli AS number, parts AS total
FROM sms_spending WHERE scope = 'total' AND key = :country AND day >= :first AND day <= :last
""")
SOURCES: Mapping[str, TextClause] = {
    "deposited": _DEPOSITED,
    "answered": _ANSWERED,
    "decided": _DECIDED,
    "revenue": _REVENUE,
    "dropped": _DROPPED,
    "messages": _MESSAGES,
}


@dataclass(frozen=True, slots=True)
class Days:
    """Days of one country, both ends included; ``regies`` are that country's."""

    country: str
    zone: str
    first: date
    last: date
    regies: tuple[str, ...]

    def values(self) -> Mapping[str, object]:
        """What the statements ask."""
        start, until = bounds(self.country, self.first, self.last)
        return {
            "zone": self.zone, "country": self.country, "start": start, "until": until, "first": self.first,
            "last": self.last, "regies": list(self.regies), "states": sorted(MACHINE.states), "benin": BENIN,
            "to_the_hour": TO_THE_HOUR, "longest": LONGEST_H,
        }  # fmt: skip


def rows(connection: Connection, measure: str, days: Days) -> Iterator[Row[tuple[object, ...]]]:
    """The figures of one measure, counted now."""
    yield from connection.execute(SOURCES[measure], days.values())
