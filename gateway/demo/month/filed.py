"""Told filing: to APEX-Mali as it was, by hand everywhere else. Nobody is polled in the past."""

from datetime import timedelta

from sqlalchemy import update

from cases.filing import LANE
from cases.tables import CASE_FILE
from gateway.demo.month.told_clock import told
from gateway.demo.month.town import Town
from kernel import clock
from kernel.outbox import Event

FILED_AFTER = timedelta(seconds=4)


def file(town: Town, case_id: str) -> None:
    """What the worker of lane administrations does with "case.deposited"."""
    with told(clock.now() + FILED_AFTER):
        town.submissions.submit(Event(0, LANE, "case.deposited", case_id, {}, 1))
    town.connection.execute(update(CASE_FILE).where(CASE_FILE.c.id == case_id).values(poll_due_at=None))
