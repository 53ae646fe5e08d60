"""The lane of documents as its worker runs it: eight threads of a process that has drawn nothing yet."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import redis as redis_py
from sqlalchemy import select

from kernel.database import Database
from kernel.outbox import OUTBOX
from tests.gateway.sealed_town import sealed_town

ROOT = Path(__file__).parents[2]
OF_EACH = 6
# A process of its own: libraries that bear no threads end it (PDFium), or spoil it for good (asn1crypto).
WORKER = """
import sys
from pathlib import Path
from gateway import jobs
from tests import patience
from tests.gateway.sealed_town import sealed_town

patience.be_patient()
jobs.DRAIN_SECONDS = 200
with sealed_town(sys.argv[1], sys.argv[2], Path(sys.argv[3]), keys=False) as town:
    print(jobs.drain_with(town.guichet, "documents"))
"""
# What one process imports when it first needs it, several threads at once and each from its own handler.
FIRST = """
import importlib, sys, threading
import gateway.wiring
from concurrent.futures import ThreadPoolExecutor
from gateway.sealing import handlers
names = sys.argv[1:] * 2
together = threading.Barrier(len(names))

def first(name):
    together.wait()
    return importlib.import_module(name).__name__

with ThreadPoolExecutor(len(names)) as pool:
    print(len(list(pool.map(first, names))))
"""
# By which handlers of the lane and pages of the console come to what draws papers; two threads for each.
ENTRIES = (
    "gateway.sealing.sources", "gateway.sealing.copies", "gateway.sealing.making", "verification.kinds",
    "verification.pdf",
)  # fmt: skip


def test_twelve_papers_that_are_due_at_once_are_each_sealed_once(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    with sealed_town(database_url, redis_url, tmp_path) as town:
        cases = {f"case:{town.granted()}" for _ in range(OF_EACH)}
        for number in range(OF_EACH):
            town.paid(2000 + number, operator_id=f"A{number}")
        town.work("events")
        assert town.held == []
        said = child(WORKER, database_url, redis_url, str(tmp_path))
        papers = town.documents()
        assert said == str(2 * OF_EACH)
        assert len(papers) == len({paper.number for paper in papers}) == 2 * OF_EACH
        assert {paper.cause for paper in papers} >= cases
        assert set(Counter(paper.cause for paper in papers).values()) == {1}
        assert all(paper.pdf for paper in papers)
        assert len(set(town.messages())) == OF_EACH
        with database.transaction() as connection:
            due = OUTBOX.c.lane == "documents"
            rows = connection.execute(select(OUTBOX.c.tries, OUTBOX.c.done_at).where(due)).all()
        assert [row.tries for row in rows if row.done_at] == [1] * 2 * OF_EACH


def test_threads_may_load_what_draws_papers_from_any_handler() -> None:
    """Where a package and a part of it are each somebody's first, Python gives one of them half a module."""
    assert child(FIRST, *ENTRIES) == str(2 * len(ENTRIES))


def child(program: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-800:]
    return done.stdout.splitlines()[-1]
