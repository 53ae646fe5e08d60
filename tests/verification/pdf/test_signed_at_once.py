"""Eight first signatures of a process at once: asn1crypto fills in its classes without a lock."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.verification.pdf.papers import sheet, shipped
from verification.pdf import render

ROOT = Path(__file__).parents[3]
# Every line of asn1crypto's ``_setup`` lets the other threads run. Without turns nobody can sign in that process again,
# so it must not be the suite's own.
EIGHT = """
import sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from cryptography.hazmat.primitives.asymmetric import ec
from verification.pdf.certificate import self_signed
from verification.pdf.signing import Seal, sign
from verification.signer import FileSigner

paper, since = sys.stdin.buffer.read(), datetime.fromisoformat(sys.argv[1])
signer = FileSigner(ec.derive_private_key(7, ec.SECP256R1()))
together = threading.Barrier(8)

def slow(frame, event, argument):
    if event == "line":
        time.sleep(0.0001)
    return slow

def tracer(frame, event, argument):
    code = frame.f_code
    return slow if code.co_name == "_setup" and "asn1crypto" in code.co_filename else None

def signed(number):
    sys.settrace(tracer)
    together.wait()
    made = self_signed(signer, "APEX-Mali", "Signature", since, since + timedelta(days=365))
    return len(sign(paper, Seal(signer, made))) > len(paper)

with ThreadPoolExecutor(8) as pool:
    print(sum(pool.map(signed, range(8))))
"""


def test_eight_papers_are_signed_at_once() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=1)
    done = subprocess.run(
        [sys.executable, "-c", EIGHT, since.isoformat()], cwd=ROOT, input=render(shipped(), sheet("co")),
        capture_output=True, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, b"8"), done.stderr[-500:]
