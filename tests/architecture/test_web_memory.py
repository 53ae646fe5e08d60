"""What a web process does not read at its start: libraries of some megabytes that few requests, or none, ever call."""

import os
import subprocess
import sys

import pytest

from gateway.settings import PREFIX
from tests.rooms import ROOT

WIRED = """
import sys
from gateway.front import served
from gateway.settings import load
from gateway.wiring import build
served(build(load()))
print("\\n".join(sys.modules))
"""
# Nothing is asked of the servers before the first request.
NOBODY = {"DATABASE_URL": "postgresql://guichet@127.0.0.1:1/guichet", "REDIS_URL": "redis://127.0.0.1:1/0"}
# Each with what it is for; MB of 2**20 bytes resident, measured one by one behind all the others.
HEAVY = {
    "phonenumbers.carrierdata": "the world's prefixes, 10.2 MB: ours are in kernel/network.py",
    "zxcvbn": "words of passwords, 12 MB: when one is chosen",
    "twilio.rest": "a provider's SDK, 11 MB: when a worker sends",
    "africastalking": "a provider's SDK: when a worker sends",
    "typst": "pages, 6.5 MB: papers by a worker, registers when asked for",
    "pyhanko": "signatures in PDFs: by a worker",
    "asn1crypto": "signatures in PDFs: by a worker",
    "pygal": "charts, 5 MB with lxml: with the first one",
    "lxml": "for charts",
    "sqlalchemy.orm": "5.0 MB: every table here is SQLAlchemy Core",
    "num2words": "sums in letters in sixty languages, 3 MB: with the first quittance",
    "qrcode": "symbols, 4 MB with Pillow: on a paper, or for somebody's phone",
    "PIL": "pictures: photographs are read in a process of their own",
    "rq": "a worker's queue",
    "alembic": "the schema: by a command, before the processes start",
    "gateway.cli": "the command line",
    "gateway.demo": "the demo's town",
}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Names of the modules of a web process once it is ready to answer."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    ours = {**NOBODY, "DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    environment = others | {PREFIX + name: value for name, value in ours.items()}
    asked = [sys.executable, "-c", WIRED]
    told = subprocess.run(
        asked, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    return frozenset(told.stdout.split())


def test_the_process_is_a_web_process(read: frozenset[str]) -> None:
    """Without this the list below would be empty for the wrong reason."""
    assert {
        "gateway.front",
        "admin.console",
        "conversation.converse",
        "ussd.door",
        "verification.web",
    } <= read


@pytest.mark.parametrize("name", HEAVY)
def test_what_few_requests_call_is_read_by_those_who_call_it(name: str, read: frozenset[str]) -> None:
    assert not {module for module in read if module == name or module.startswith(name + ".")}, HEAVY[name]
