"""``guichet`` commands in processes of their own, started in a hundredth of a second: copies made by ``fork_server``.

Their environment, files, exit status and signals are their own. What `make run` starts is started for real: see
``tests.journeys.running``.
"""

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
# To import everything takes 2 s, and on a machine that has ten times its work, half a minute.
START_SECONDS_MAX = 180
ORDER_BYTES_MAX = 200_000
FILES = 4  # stdin, stdout, stderr, and where pid and exit status are told
NUMBER = struct.Struct("i")


class Forked:
    """One command under way; what is used of ``subprocess.Popen``."""

    def __init__(self, arguments: Sequence[str], told: int) -> None:
        self._arguments, self._told = arguments, told
        self._one = threading.Lock()
        self.returncode: int | None = None
        self._until_told(START_SECONDS_MAX)
        self.pid = self._hear()

    def __del__(self) -> None:
        os.close(self._told)  # not before: another thread may be waiting for it

    def poll(self) -> int | None:
        """Its exit status, negative for the signal that ended it; None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status. Raises TimeoutExpired."""
        if self.returncode is None:
            self._until_told(timeout)
            with self._one:
                self.returncode = self._hear() if self.returncode is None else self.returncode
        return self.returncode

    def terminate(self) -> None:
        """SIGTERM, unless it ended."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, unless it ended."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        """Nothing is sent to whoever ended, be it at this moment."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _until_told(self, timeout: float | None) -> None:
        if not select.select([self._told], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(list(self._arguments), timeout or 0)

    def _hear(self) -> int:
        number: int = NUMBER.unpack(os.read(self._told, NUMBER.size))[0]
        return number


def start(
    arguments: Sequence[str], environment: Mapping[str, str], out: IO[bytes], err: IO[bytes], *, session: bool
) -> Forked:
    """``guichet`` with ``arguments``; with ``session`` it leads one of its own, as a daemon does."""
    order = {"arguments": list(arguments), "environment": dict(environment), "session": session}
    hear, tell = os.pipe()
    try:
        with open(os.devnull, "rb") as nothing:
            files = [nothing.fileno(), out.fileno(), err.fileno(), tell]
            socket.send_fds(_orders(), [json.dumps(order).encode()], files)
    finally:
        os.close(tell)
    return Forked(arguments, hear)


def run(
    arguments: Sequence[str], environment: Mapping[str, str], seconds: float
) -> subprocess.CompletedProcess[str]:
    """``guichet`` to its end. Raises TimeoutExpired after it was killed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        command = start(arguments, environment, out, err, session=False)
        try:
            status = command.wait(seconds)
        except subprocess.TimeoutExpired:
            command.kill()
            command.wait()
            raise
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
    return subprocess.CompletedProcess(["guichet", *arguments], status, *said)


@cache
def _orders() -> socket.socket:
    """The socket of the one server of this process, which ends with it."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    # The suite's own GUICHET_* must not leak in, even into what is imported.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "tests.fork_server", str(its.fileno())],
        env=kept, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        pass_fds=[its.fileno()], start_new_session=True,
    )  # fmt: skip
    its.close()

    def end() -> None:
        ours.close()
        server.wait()

    atexit.register(end)
    return ours
