"""The lane of documents makes eight papers at once in one process."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
# Without turns the process aborts within the first hundred looks: it must not be the suite's own.
MANY = """
from concurrent.futures import ThreadPoolExecutor
from tests.verification.pdf.papers import ANSWERS, sheet, shipped
from verification.pdf import render
from verification.pdf.opened import opened

papers = [render(shipped(), sheet(kind)) for kind in ANSWERS]

def looked(number):
    with opened(papers[number % len(papers)]) as paper:
        return paper[0].render(scale=0.2, grayscale=True).to_pil().size

with ThreadPoolExecutor(8) as pool:
    print(len(list(pool.map(looked, range(400)))))
"""


def test_eight_papers_are_looked_at_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", MANY], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout.strip()) == (0, "400"), done.stderr[-500:]
