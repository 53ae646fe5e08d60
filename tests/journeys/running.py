"""``guichet run`` as a newcomer starts it, on ports and in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
import urllib3

from gateway.embedded.place import free_port
from tests import forked
from tests.waiting import PATIENCE_S, until

# A machine that has ten times its work takes so long; a quiet one some ten seconds.
START_SECONDS_MAX = 180
COMMAND_SECONDS_MAX = 180
# From 30 steps a second on a phone is refused: people are slower, this machine is not.
THUMB_S = 0.036
# A connection each: one that is kept is closed by the gateway after 10 idle seconds, and that may be this very moment.
ONCE = {"Connection": "close"}
HTTP = urllib3.PoolManager(retries=False, timeout=60, headers=ONCE)
JSON = ONCE | {"Content-Type": "application/json"}


@dataclass
class Running:
    """The addresses of a running Guichet, and the process that keeps it."""

    process: subprocess.Popen[str]
    folder: Path
    port: int
    simulator_port: int

    @property
    def gateway(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def simulator(self) -> str:
        return f"http://127.0.0.1:{self.simulator_port}"

    def dial(self, text: str, session: str, phone: str = "+22370000001", code: str = "*384#") -> str:
        """One step in Africa's Talking's form; the body as it came."""
        fields = {"phoneNumber": phone, "serviceCode": code, "text": text, "sessionId": session,
                  "networkCode": "61002"}  # fmt: skip
        threading.Event().wait(THUMB_S)
        answer = HTTP.request(
            "POST", f"{self.gateway}/ussd/africastalking/demo", fields=fields, encode_multipart=False
        )
        assert answer.status == 200, answer.status
        return answer.data.decode()

    def inbox(self, phone: str = "+22370000001", after: int = 0) -> list[dict[str, Any]]:
        """The SMS that the simulated phone has received."""
        answer = HTTP.request(
            "GET", f"{self.simulator}/phone/api/inbox", fields={"phone": phone, "after": str(after)}
        )
        return list(answer.json()["messages"])

    def wait_for_sms(self, *words: str, phone: str = "+22370000001", seconds: float = PATIENCE_S) -> str:
        """The first SMS that has all of ``words``."""
        found: str = until(lambda: next(
            (sms["text"] for sms in self.inbox(phone) if all(word in sms["text"] for word in words)), None
        ), seconds)  # fmt: skip
        return found

    def order_fault(self, system: str, fault: str, times: int) -> None:
        body = json.dumps({"system": system, "fault": fault, "times": times})
        answer = HTTP.request("POST", f"{self.simulator}/faults", body=body, headers=JSON)
        assert answer.status < 300, answer.data

    @cached_property
    def urls(self) -> dict[str, str]:
        """What `guichet settings --json` says: it must be usable as it is."""
        return dict(json.loads(self.guichet("settings", "--json").stdout))

    def external_id(self, reference: str) -> str | None:
        """The administration's number of a case, once it is filed."""
        with psycopg.connect(self.urls["database_url"]) as connection:
            row = connection.execute(
                "SELECT external_id FROM case_file WHERE reference = %s", [reference]
            ).fetchone()
        return str(row[0]) if row and row[0] else None

    def guichet(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of the CLI on this data folder."""
        given = environment(self.folder, self.port, self.simulator_port)
        return forked.run(arguments, given, COMMAND_SECONDS_MAX)

    def pid_of(self, words: str) -> int:
        """The process of ours whose command line has ``words``."""
        found = children(self.process.pid, words)
        assert found, words
        return found[0]


def environment(folder: Path, port: int, simulator_port: int) -> dict[str, str]:
    """Ours alone: the suite's own GUICHET_* must not leak in."""
    return inherited() | {
        "GUICHET_DATA_DIR": str(folder), "GUICHET_PORT": str(port), "GUICHET_SIMULATOR_PORT": str(simulator_port),
        "GUICHET_WEB_WORKERS": "1", "PYTHONUNBUFFERED": "1",
        # What the journeys count is their own.
        "GUICHET_DEMO_MONTH": "false",
    }  # fmt: skip


def inherited() -> dict[str, str]:
    """What a process of ours may see of the suite's environment. What it imports is compiled once, and kept."""
    return {
        name: value for name, value in os.environ.items()
        if not name.startswith("GUICHET_") and name != "PYTHONDONTWRITEBYTECODE"
    }  # fmt: skip


@contextmanager
def running(folder: Path, port: int = 0, simulator_port: int = 0) -> Iterator[Running]:
    """Start, wait for "ready", and end by Ctrl-C, which must be clean."""
    port, simulator_port = port or free_port(), simulator_port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gateway", "run"],
        env=environment(folder, port, simulator_port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout
    said: list[str] = []
    ready = threading.Event()
    reader = threading.Thread(target=_read, args=(process.stdout, said, ready))
    reader.start()
    try:
        assert ready.wait(START_SECONDS_MAX), "".join(said)
        assert process.poll() is None, "".join(said)
        yield Running(process, folder, port, simulator_port)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)
        reader.join(timeout=60)
        process.stdout.close()
    assert process.returncode == 0, "".join(said)


def _read(output: Any, said: list[str], ready: threading.Event) -> None:
    for line in output:
        said.append(line)
        if line.startswith("ready"):
            ready.set()
    ready.set()


def children(parent: int, words: str) -> list[int]:
    """The descendants of ``parent`` whose command line has ``words``."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(status[1]) == parent and words in command:
            found.append(int(entry.name))
    return found
